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

interface Entry {
  readonly key: string;
  readonly value: Uint8Array;
}

const READ_KEYS = 1_000;
const encoder = new TextEncoder();

/** Compares two stores' values of a lane partition, each read once in key order. */
export async function compareStates(live: StateStore, aside: StateStore, lane: FoldedLane): Promise<Comparison> {
  const found: Comparison = { keys: new Map(), verdicts: new Map() };
  const settled = await settledValue(aside, lane);
  const [left, right] = [entriesOf(live, lane), entriesOf(aside, lane)];
  let [ours, theirs] = [await left(), await right()];
  while (ours !== undefined || theirs !== undefined) {
    const order = ours === undefined ? 1 : theirs === undefined ? -1 : compareUtf8(ours.key, theirs.key);
    const { key } = (order <= 0 ? ours : theirs) as Entry;
    const verdict = verdictOf(settled, key, order <= 0 ? ours?.value : undefined, order >= 0 ? theirs?.value : undefined);
    const kind = key.slice(0, 1);
    found.keys.set(kind, (found.keys.get(kind) ?? 0) + 1);
    if (verdict !== "equal") found.verdicts.set(key, verdict);
    if (order <= 0) ours = await left();
    if (order >= 0) theirs = await right();
  }
  return found;
}

/** Each call answers the next entry, in key order, and undefined after the last. */
function entriesOf(state: StateStore, lane: FoldedLane): () => Promise<Entry | undefined> {
  const iterator: AsyncIterator<Entry, unknown> = state.scan(lane, "")[Symbol.asyncIterator]();
  return async () => {
    const next = await iterator.next();
    return next.done === true ? undefined : next.value;
  };
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
