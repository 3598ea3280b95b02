"use client";
import type { IngestOutcome, IngestStatus } from "@attune/core/live/ingest";
import Link from "next/link";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Time } from "../ui/time.tsx";
import { remedyOf } from "./remedy-of.ts";

const LOOKS: Readonly<Record<IngestStatus, { tone: Tone; label: string }>> = {
  accepted: { tone: "ok", label: "Accepted" },
  rejected: { tone: "bad", label: "Rejected" },
  suppressed: { tone: "warn", label: "Suppressed" },
  duplicate: { tone: "neutral", label: "Duplicate" },
};

/** What became of events, newest first: taken, or why not, where it is wrong and what to do. */
export const OutcomeList = ({ outcomes, keyName }: { outcomes: readonly IngestOutcome[]; keyName?: (keyId: string) => string }) => (
  <ul aria-label="Outcomes" className="divide-y">
    {outcomes.map((outcome) => (
      <Outcome key={outcome.id} outcome={outcome} keyName={keyName?.(outcome.keyId)} />
    ))}
  </ul>
);

function Outcome({ outcome, keyName }: { outcome: IngestOutcome; keyName: string | undefined }) {
  const { tone, label } = LOOKS[outcome.status];
  const remedy = remedyOf(outcome);
  return (
    <li data-testid="outcome" className="flex gap-3 px-4 py-2.5">
      <span className="w-22 shrink-0">
        <Badge tone={tone}>{label}</Badge>
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{outcome.type ?? "The whole request"}</span>
          {outcome.itemId && <code className="break-all font-mono text-[12px] text-fg-2">{outcome.itemId}</code>}
          {keyName && <span className="text-[12px] text-fg-3">with {keyName}</span>}
        </p>
        {outcome.message && (
          <p className="mt-0.5 break-words text-fg-2">
            {outcome.path && <code className="font-mono text-[12px] text-bad">{outcome.path} </code>}
            {outcome.path && outcome.message.startsWith(`${outcome.path}: `)
              ? outcome.message.slice(outcome.path.length + 2)
              : outcome.message}
          </p>
        )}
        {remedy && (
          <p className="mt-0.5 text-[12.5px] text-fg-3">
            {remedy.text}{" "}
            {remedy.link && (
              <Link href={remedy.link.href} className="text-brand-ink underline underline-offset-2">
                {remedy.link.label}
              </Link>
            )}
          </p>
        )}
      </div>
      <Time at={outcome.atMs} className="shrink-0 whitespace-nowrap text-[12px] text-fg-3" />
    </li>
  );
}
