import type { CheckpointEntry, CheckpointStore } from "./checkpoint-store.ts";
import type { LanePartition } from "./state-store.ts";

interface Increment {
  readonly untilOffset: number;
  readonly entries: readonly CheckpointEntry[];
}

interface Kept {
  readonly id: string;
  readonly lane: LanePartition;
  readonly fromOffset: number;
  base: { readonly scannedUntil: number; readonly entries: readonly CheckpointEntry[] } | undefined;
  readonly increments: Increment[];
}

/** The checkpoint store's meaning: lists. */
export function memoryCheckpointStore(): CheckpointStore {
  let all: Kept[] = [];
  let begun = 0;
  const of = ({ lane, partition }: LanePartition) => all.filter((kept) => kept.lane.lane === lane && kept.lane.partition === partition);

  return {
    begin(lane, fromOffset) {
      const kept: Kept = { id: String(begun++), lane, fromOffset, base: undefined, increments: [] };
      all.push(kept);
      return {
        id: kept.id,
        async base(scan, scannedUntil) {
          const entries: CheckpointEntry[] = [];
          for await (const { key, value } of scan) entries.push([key, Uint8Array.from(value)]);
          kept.base = { scannedUntil: await scannedUntil(), entries };
          return sizeOf(entries);
        },
        async increment(changed, untilOffset) {
          const entries = [...changed].map(([key, value]): CheckpointEntry => [key, value === null ? null : Uint8Array.from(value)]);
          kept.increments.push({ untilOffset, entries });
          return sizeOf(entries);
        },
      };
    },

    async newest(lane, { begin, end }) {
      const whole = of(lane).flatMap(({ fromOffset, base, increments }) => {
        const used = increments.filter(({ untilOffset }) => untilOffset <= end);
        const offset = used.at(-1)?.untilOffset ?? fromOffset;
        if (base === undefined || offset < base.scannedUntil || offset < begin || offset > end) return [];
        return [{ offset, entries: [base, ...used].flatMap(({ entries }) => entries) }];
      });
      const best = whole.reduce<(typeof whole)[number] | undefined>(
        (found, each) => (found === undefined || each.offset >= found.offset ? each : found),
        undefined,
      );
      if (best === undefined) return undefined;
      return {
        offset: best.offset,
        async *entries() {
          yield* best.entries;
        },
      };
    },

    async retire(lane, { keep, former }) {
      const others = of(lane).filter(({ id }) => id !== keep);
      const spared = former ? others.findLast(({ base }) => base !== undefined) : undefined;
      const gone = new Set(others.filter((each) => each !== spared));
      all = all.filter((each) => !gone.has(each));
      return gone.size;
    },

    async lanes() {
      return [...new Map(all.map(({ lane }) => [`${lane.lane}/${lane.partition}`, lane])).values()];
    },
  };
}

function sizeOf(entries: readonly CheckpointEntry[]): number {
  return entries.reduce((sum, [key, value]) => sum + key.length + (value?.length ?? 0), 0);
}
