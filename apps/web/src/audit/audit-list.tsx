"use client";
import { Badge } from "../ui/badge.tsx";
import { changeLeaves } from "../ui/change-leaves.ts";
import { ChangeList } from "../ui/change-list.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Time } from "../ui/time.tsx";
import { actionWords } from "./action-words.ts";

export interface AuditItem {
  readonly id: string;
  readonly actor: string;
  readonly actorName: string;
  /** Names of whom the states mention. */
  readonly people: readonly string[];
  readonly action: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
  readonly atMs: number;
}

/** More than this many values are folded away: one creation must not fill the page. */
const MOST_OPEN = 4;

export const AuditList = ({ entries }: { entries: readonly AuditItem[] }) => (
  <ol aria-label="Entries, newest first" className="divide-y">
    {entries.map((entry) => (
      <li key={entry.id} className="grid gap-x-5 gap-y-1.5 px-4 py-3 md:grid-cols-[11rem_minmax(0,1fr)]">
        <div className="text-[12.5px] text-fg-3">
          <Time at={entry.atMs} style="absolute" className="tnum block" />
          <Time at={entry.atMs} className="block" />
        </div>
        <Entry entry={entry} />
      </li>
    ))}
  </ol>
);

function Entry({ entry }: { entry: AuditItem }) {
  const { actor, actorName, people, action, before, after, reason, requestId } = entry;
  const count = changeLeaves(before, after).length;
  const changes = <ChangeList before={before} after={after} />;
  return (
    <div className="min-w-0 space-y-1.5">
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <span className="font-medium">{actionWords(action)}</span>
        {people.length > 0 && <Badge>{people.join(", ")}</Badge>}
        <span className="text-fg-2">
          by <span className={actor.startsWith("user:") ? "font-medium text-fg" : "font-mono text-[12px]"}>{actorName}</span>
        </span>
      </p>
      {reason !== undefined && <p className="text-fg-2">“{reason}”</p>}
      {count > MOST_OPEN ? (
        <details>
          <summary className="w-fit cursor-pointer rounded text-[12.5px] text-fg-3 hover:text-fg">{count} values</summary>
          <div className="mt-1.5">{changes}</div>
        </details>
      ) : (
        count > 0 && changes
      )}
      {requestId !== undefined && (
        <p className="flex items-center gap-1 text-[12px] text-fg-3">
          Request <span className="truncate font-mono">{requestId}</span>
          <CopyButton label={`Copy the request id ${requestId}`} value={requestId} />
        </p>
      )}
    </div>
  );
}
