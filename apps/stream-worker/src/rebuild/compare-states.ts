import type { StateStore } from "@attune/core/ports/state-store";
import type { FoldedLane } from "./lane-aside.ts";
import { type SettledValue, settledValue } from "./settled-value.ts";

/** `missing`: the platform has no value where the fold has one; `surplus`: the other way round. */
export type Verdict = "equal" | "differing" | "missing" | "surplus";

export interface Comparison {
  /** How many keys there are in either, by kind: their first letter. */
  readonly keys: Map<string, number>;
  /** Those that are not equal. */
  readonly verdicts: Map<string, Exclude<Verdict, "equal">>;
}

const READ_KEYS = 1_000;
const encoder = new TextEncoder();

/** Compares two stores' values of a lane partition, each read once in key order. */
export async function compareStates(live: StateStore, aside: StateStore, lane: FoldedLane): Promise<Comparison> {
  const found: Comparison = { keys: new Map(), verdicts: new Map() };
  const settled = await settledValue(aside, lane);
  const [left, right] = [live.scan(lane, "")[Symbol.asyncIterator](), aside.scan(lane, "")[Symbol.asyncIterator]()];
  let [ours, theirs] = [await left.next(), await right.next()];
  while (ours.done !== true || theirs.done !== true) {
    const order = ours.done === true ? 1 : theirs.done === true ? -1 : compareUtf8(ours.value.key, theirs.value.key);
    const key = (order <= 0 ? ours.value : theirs.value).key;
    const verdict = verdictOf(settled, key, order <= 0 ? ours.value?.value : undefined, order >= 0 ? theirs.value?.value : undefined);
    found.keys.set(key.slice(0, 1), (found.keys.get(key.slice(0, 1)) ?? 0) + 1);
    if (verdict !== "equal") found.verdicts.set(key, verdict);
    if (order <= 0) ours = await left.next();
    if (order >= 0) theirs = await right.next();
  }
  return found;
}

/** Verdicts of some keys only. */
export async function compareKeys(
  live: StateStore,
  aside: StateStore,
  lane: FoldedLane,
  keys: readonly string[],
): Promise<Map<string, Exclude<Verdict, "equal">>> {
  const verdicts = new Map<string, Exclude<Verdict, "equal">>();
  const settled = await settledValue(aside, lane);
  for (let from = 0; from < keys.length; from += READ_KEYS) {
    const some = keys.slice(from, from + READ_KEYS);
    const asked = some.map((key) => ({ ...lane, key }));
    const [ours, theirs] = await Promise.all([live.read(asked), aside.read(asked)]);
    for (const [i, key] of some.entries()) {
      const verdict = verdictOf(settled, key, ours[i], theirs[i]);
      if (verdict !== "equal") verdicts.set(key, verdict);
    }
  }
  return verdicts;
}

function verdictOf(settled: SettledValue, key: string, ours: Uint8Array | undefined, theirs: Uint8Array | undefined): Verdict {
  if (ours === undefined) return theirs === undefined ? "equal" : "missing";
  if (theirs === undefined) return "surplus";
  if (Buffer.compare(ours, theirs) === 0) return "equal";
  return Buffer.compare(settled(key, ours), settled(key, theirs)) === 0 ? "equal" : "differing";
}

/** Stores order keys by their UTF-8 bytes. */
function compareUtf8(a: string, b: string): number {
  return Buffer.compare(encoder.encode(a), encoder.encode(b));
}
