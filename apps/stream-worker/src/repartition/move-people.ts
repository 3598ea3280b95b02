import type { ImpressionRecord } from "@attune/core/events/lane-record";
import { packAggregate } from "@attune/core/experiments/pack-aggregate";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import type { CheckpointEntry } from "@attune/core/ports/checkpoint-store";
import { type EventLayout, eventPartition } from "@attune/core/ports/event-layout";
import type { Log, LogAppend } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import { LANE_META_KEY, laneKey, pendingImpressionKey } from "@attune/core/ports/state-keys";
import type { LanePartition, StateStore } from "@attune/core/ports/state-store";
import { leavingOnly, replaceState } from "../checkpoints/replace-state.ts";
import { packUserMeta, unpackUserMeta } from "../pack-lane-meta.ts";
import { packPending, unpackPending } from "../pack-pending.ts";
import { peopleSums } from "./people-sums.ts";

export interface MovePorts {
  readonly log: Pick<Log, "append">;
  readonly state: StateStore;
  readonly codec: RecordCodec;
}

export interface Moved {
  /** Values that are the same byte for byte in the new place. */
  readonly values: number;
  readonly waitingImpressions: number;
}

interface WaitingImpression {
  readonly labels: Uint8Array;
  readonly impression: ImpressionRecord;
}

/** Keys that are a person's own: letter, tenant and alias. */
const OF_PERSON = ["s", "a", "d"] as const;

const users = (partition: number): LanePartition => ({ lane: "users", partition });
const numbersOf = ({ first, count }: EventLayout) => Array.from({ length: count }, (_, i) => first + i);

/**
 * Copies people from the partitions of the former layout to those of the next one, which must be in force already; proves that each has there what they had before; and switches,
 * by one append that gives the log its new partitions. Until then the former layout is as it was, and whoever was killed begins again. The former partitions must have
 * been folded to their ends, and nobody else may be at work.
 */
export async function movePeople(ports: MovePorts, former: EventLayout, next: EventLayout, nowMs: number): Promise<Moved> {
  const [from, to] = [numbersOf(former), numbersOf(next)];
  const sums = await peopleSums(ports.state, from, to);
  const waiting = await waitingImpressions(ports, from, to);
  const meta = packUserMeta(await watermarksOf(ports.state, from));
  const out = new ByteWriter();
  for (const partition of to) {
    const own = waiting.get(partition) ?? [];
    const others: CheckpointEntry[] = [
      [LANE_META_KEY, meta],
      ...[...(sums.get(partition) ?? [])].map(([key, sum]): CheckpointEntry => [key, packAggregate(sum, out)]),
      ...own.map(
        ({ labels, impression }, offset): CheckpointEntry => [
          pendingImpressionKey(offset),
          packPending({ offset, labels, impression }, ports.codec),
        ],
      ),
    ];
    const claim = await ports.state.claim(users(partition));
    const entries = peopleOf(ports.state, from, partition, others);
    await replaceState(ports.state, users(partition), claim, leavingOnly(ports.state, users(partition), entries), own.length + 1);
  }
  const values = await provenEqual(ports.state, from, to);
  await ports.log.append(
    "events",
    to.flatMap((partition) => openingRecords(ports.codec, partition, waiting.get(partition) ?? [], nowMs)),
  );
  return { values, waitingImpressions: waiting.values().reduce((sum, own) => sum + own.length, 0) };
}

/** The people of the old partitions who belong in a new one, and whatever else there is to be in it. */
async function* peopleOf(
  state: StateStore,
  from: readonly number[],
  partition: number,
  others: readonly CheckpointEntry[],
): AsyncGenerator<CheckpointEntry> {
  for await (const { key, value } of personValues(state, from)) if (eventPartition(key.slice(1)) === partition) yield [key, value];
  yield* others;
}

async function* personValues(state: StateStore, partitions: readonly number[]) {
  for (const partition of partitions) for (const letter of OF_PERSON) yield* state.scan(users(partition), letter);
}

/** Impressions whose outcome is open, by new partition, the oldest first: they become the first records of its log, already folded. */
async function waitingImpressions(
  { state, codec }: MovePorts,
  from: readonly number[],
  to: readonly number[],
): Promise<ReadonlyMap<number, readonly WaitingImpression[]>> {
  const found = new Map<number, WaitingImpression[]>(to.map((partition) => [partition, []]));
  for (const partition of from) {
    for await (const { value } of state.scan(users(partition), "p")) {
      const { labels, impression } = unpackPending(value, codec);
      found.get(eventPartition(laneKey(impression.tenant, impression.subject)))?.push({ labels, impression });
    }
  }
  for (const own of found.values()) own.sort((a, b) => a.impression.shownAtMs - b.impression.shownAtMs);
  return found;
}

/** By tenant how far the slowest partition had come: nothing that was possible in one of them is ruled out. */
async function watermarksOf(state: StateStore, from: readonly number[]): Promise<ReadonlyMap<string, number>> {
  const slowest = new Map<string, number>();
  for (const meta of await state.read(from.map((partition) => ({ ...users(partition), key: LANE_META_KEY })))) {
    for (const [tenant, maxSeenMs] of meta === undefined ? [] : unpackUserMeta(meta))
      slowest.set(tenant, Math.min(slowest.get(tenant) ?? Number.POSITIVE_INFINITY, maxSeenMs));
  }
  return slowest;
}

/** The waiting impressions, so that they can be erased like any record; and a tick, so that nobody stands at offset 0 of a partition that people were moved to. */
function openingRecords(codec: RecordCodec, partition: number, waiting: readonly WaitingImpression[], nowMs: number): LogAppend[] {
  const tick = { partition, key: "tick", value: codec.lane.encode({ kind: "tick", atMs: nowMs }), timestampMs: nowMs };
  const impressions = waiting.map(({ impression }) => ({
    partition,
    key: laneKey(impression.tenant, impression.subject),
    value: codec.lane.encode(impression),
    timestampMs: nowMs,
  }));
  return [...impressions, tick];
}

/** Every value of every person is in the new place as it was in the old one, and nobody else is there. Answers how many values there are. */
async function provenEqual(state: StateStore, from: readonly number[], to: readonly number[]): Promise<number> {
  let values = 0;
  for await (const { key, value } of personValues(state, from)) {
    const [moved] = await state.read([{ ...users(eventPartition(key.slice(1))), key }]);
    if (moved === undefined || Buffer.compare(moved, value) !== 0)
      throw new Error("A person's state is not in the new place as it was: nothing was switched.");
    values++;
  }
  let found = 0;
  for await (const _ of personValues(state, to)) found++;
  if (found !== values) throw new Error(`${found - values} values in the new place are nobody's of the old one: nothing was switched.`);
  return values;
}
