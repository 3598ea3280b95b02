import { createHash } from "node:crypto";
import { tenantOfStateKey } from "@attune/core/ports/state-keys";
import type { RebuildReport } from "./rebuild-lane.ts";

/** Keys of the state store by their first letter. */
const KINDS: Readonly<Record<string, string>> = {
  s: "behaviour",
  a: "attributes",
  d: "event ids",
  p: "open impressions",
  x: "experiment sums",
  u: "counts by day",
  m: "bookkeeping",
  i: "items",
  t: "item lists",
  r: "rankers",
};
const HEADER = ["keys", "equal", "differing", "missing", "surplus"] as const;
const NAME_WIDTH = 18;
const COLUMN_WIDTH = 11;
const NAMED = 10;
const FINGERPRINT_DIGITS = 12;

/** A rebuild of one partition in lines of text. Of a key that is not equal they say kind, tenant and a fingerprint: the key itself would name a person. */
export function rebuildLines({ lane, source, fromOffset, atOffset, keys, verdicts, logIsShort, outcome }: RebuildReport): string[] {
  const what = `${lane.lane}/${lane.partition}`;
  if (outcome === "begun anew")
    return [
      `  ${what}: begun anew at offset ${atOffset}, ${source === "checkpoint" ? "from a checkpoint" : "with nothing"}. The worker folds the rest.`,
    ];
  const counts = (kind: string | undefined, verdict: string) =>
    [...verdicts].filter(([key, found]) => found === verdict && (kind === undefined || key.startsWith(kind))).length;
  const row = (name: string, kind: string | undefined, total: number) => {
    const [differing, missing, surplus] = ["differing", "missing", "surplus"].map((verdict) => counts(kind, verdict)) as [
      number,
      number,
      number,
    ];
    const cells = [total, total - differing - missing - surplus, differing, missing, surplus];
    return `    ${name.padEnd(NAME_WIDTH)}${cells.map((cell) => String(cell).padStart(COLUMN_WIDTH)).join("")}`;
  };
  const total = keys.values().reduce((sum, count) => sum + count, 0);
  return [
    `  ${what}: folded from ${source === "log" ? "the log" : "a checkpoint"} at offset ${fromOffset}, compared at offset ${atOffset}`,
    `    ${"".padEnd(NAME_WIDTH)}${HEADER.map((title) => title.padStart(COLUMN_WIDTH)).join("")}`,
    ...[...keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => row(KINDS[kind] ?? kind, kind, count)),
    row("all", undefined, total),
    ...[...verdicts].slice(0, NAMED).map(([key, verdict]) => `    ${verdict}: ${nameless(key)}`),
    ...(logIsShort && source === "log" && verdicts.size > 0
      ? ["    The log begins later than this state does: what came before cannot be compared. --from checkpoint can."]
      : []),
    `  ${what}: ${SENTENCES[outcome]}`,
  ];
}

const SENTENCES = {
  equal: "every value equals what the log says",
  differs: "NOT EQUAL; without --verify it is put right",
  replaced: "was not equal and is put right; the worker goes on from there",
} as const;

function nameless(key: string): string {
  const fingerprint = createHash("sha256").update(key).digest("hex").slice(0, FINGERPRINT_DIGITS);
  return `${KINDS[key.slice(0, 1)] ?? key.slice(0, 1)} of tenant ${tenantOfStateKey(key) ?? "-"}, key #${fingerprint}`;
}
