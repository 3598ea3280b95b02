import { changeLeaves, type Json } from "./change-leaves.ts";

/** What differs between two JSON values, leaf by leaf; both are `unknown` because the audit log keeps anything. */
export function ChangeList({ before, after, empty = "Nothing differs." }: { before: unknown; after: unknown; empty?: string }) {
  const leaves = changeLeaves(before, after);
  if (leaves.length === 0) return <p className="text-[12.5px] text-fg-3">{empty}</p>;
  return (
    <ul className="space-y-1 text-[12.5px]">
      {leaves.map((leaf) => (
        <li key={leaf.path} className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
          <span className="font-mono text-[12px] text-fg-3">{leaf.path || "value"}</span>
          {leaf.before !== undefined && <Value kind="was" value={leaf.before} />}
          {leaf.before !== undefined && leaf.after !== undefined && (
            <span aria-hidden className="text-fg-3">
              →
            </span>
          )}
          {leaf.after !== undefined && <Value kind="is" value={leaf.after} />}
        </li>
      ))}
    </ul>
  );
}

const STYLES = { was: "bg-bad-soft text-bad line-through decoration-bad/50", is: "bg-ok-soft text-ok" } as const;

const Value = ({ kind, value }: { kind: "was" | "is"; value: Json }) => (
  <span className="min-w-0 break-all">
    <span className="sr-only">{kind === "was" ? "was " : "is now "}</span>
    <span className={`rounded px-1 py-px font-mono text-[12px] ${STYLES[kind]}`}>
      {typeof value === "string" ? value : JSON.stringify(value)}
    </span>
  </span>
);
