"use client";
import { History } from "lucide-react";
import { Badge } from "../ui/badge.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Time } from "../ui/time.tsx";
import { PURPOSE_WORDS, PURPOSES } from "./purposes.ts";
import { type PersonRecord, sourceText } from "./why-text.ts";

/** A person's decisions as the ledger keeps them. */
export function DecisionList({ decisions }: { decisions: PersonRecord["decisions"] }) {
  if (decisions.length === 0) {
    return (
      <EmptyState icon={History} title="No decision is recorded">
        What holds for this person follows from the policy alone.
      </EmptyState>
    );
  }
  return (
    <ol className="divide-y border-t">
      {decisions.map(({ id, purposes, source, policyVersion, decidedAtMs }) => (
        <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1.5 px-4 py-2.5">
          <div className="min-w-0 space-y-1">
            <ul className="flex flex-wrap gap-1.5">
              {PURPOSES.filter((purpose) => purposes[purpose] !== undefined).map((purpose) => (
                <li key={purpose}>
                  <Badge tone={purposes[purpose] ? "ok" : "warn"}>
                    {PURPOSE_WORDS[purpose].name}: {purposes[purpose] ? "permitted" : "refused"}
                  </Badge>
                </li>
              ))}
            </ul>
            <p className="text-[12px] text-fg-3">
              {sourceText(source)}
              {policyVersion !== undefined && `, under version ${policyVersion} of the policy`}
            </p>
          </div>
          <Time at={decidedAtMs} style="absolute" className="tnum shrink-0 text-[12px] text-fg-2" />
        </li>
      ))}
    </ol>
  );
}
