"use client";
import { diffFields } from "@attune/core/schemas/diff-fields";
import type { Field } from "@attune/core/schemas/schema";
import { Badge } from "../ui/badge.tsx";

const TONES = { added: "ok", changed: "warn", removed: "bad" } as const;

interface DiffPanelProps {
  readonly before: readonly Field[];
  readonly after: readonly Field[];
}

/** What differs between two lists of fields, in plain words. */
export function DiffPanel({ before, after }: DiffPanelProps) {
  const changes = diffFields(before, after);
  if (changes.length === 0) return <p className="text-fg-3">They say the same.</p>;
  return (
    <ul className="divide-y" aria-label="Changes">
      {changes.map(({ field, kind, sentences }) => (
        <li key={field} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2.5">
          <Badge tone={TONES[kind]}>{kind}</Badge>
          <code className="font-medium font-mono text-[12.5px]">{field}</code>
          <span className="min-w-0 text-fg-2">{sentences.join(" ")}</span>
        </li>
      ))}
    </ul>
  );
}
