import type { Log, LogBatch, RunningSubscription } from "@attune/core/ports/log";

export interface Claim {
  readonly epoch: number;
  readonly offset: number;
}

export interface Commit extends Claim {
  readonly partition: number;
  /** Of the records whose effect this is. */
  readonly offsets: readonly number[];
}

/** What a member of the lane tells and asks; across processes it goes by messages. */
export interface MemberEffects {
  claim(partition: number): Promise<Claim>;
  handed(partition: number, first: number, last: number): void;
  /** Resolves with the offset that the partition stands at, whether the commit was taken or not. */
  commit(commit: Commit): Promise<number>;
}

export interface Step {
  readonly who: string;
  readonly what: "claimed" | "handed" | "committed" | "refused";
  readonly partition: number;
  readonly from: number;
  /** The offset behind it. */
  readonly to: number;
}

/** The state of a lane: what was applied in each partition, and who may apply the next; and the journal of all that happened. */
export function laneEffects() {
  const partitions = new Map<number, { epoch: number; offset: number; readonly applied: number[] }>();
  const journal: Step[] = [];
  const watchers = new Set<() => void>();
  const note = (step: Step) => {
    journal.push(step);
    for (const watcher of watchers) watcher();
  };
  const at = (partition: number) => {
    const found = partitions.get(partition) ?? { epoch: 0, offset: 0, applied: [] };
    partitions.set(partition, found);
    return found;
  };

  return {
    journal,
    applied: (partition: number): readonly number[] => at(partition).applied,
    stand: (partition: number): number => at(partition).offset,

    /** Resolves when the condition holds; asked again whenever something has happened. */
    async until(holds: () => boolean): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const watcher = () => {
        if (holds()) resolve();
      };
      watchers.add(watcher);
      watcher();
      await promise;
      watchers.delete(watcher);
    },

    of: (who: string): MemberEffects => ({
      async claim(partition) {
        const place = at(partition);
        place.epoch++;
        note({ who, what: "claimed", partition, from: place.offset, to: place.offset });
        return { epoch: place.epoch, offset: place.offset };
      },
      handed: (partition, first, last) => note({ who, what: "handed", partition, from: first, to: last + 1 }),
      async commit({ partition, epoch, offset, offsets }) {
        const place = at(partition);
        const taken = place.epoch === epoch && place.offset === offset;
        const last = offsets.at(-1);
        if (taken && last !== undefined) {
          place.applied.push(...offsets);
          place.offset = last + 1;
        }
        note({ who, what: taken ? "committed" : "refused", partition, from: offset, to: place.offset });
        return place.offset;
      },
    }),

    /** What a member was handed that was not next for it: after its claim, or after what it answered last. */
    outOfOrder(): Step[] {
      const next = new Map<string, number>();
      return journal.filter((step) => {
        const key = `${step.who}/${step.partition}`;
        const expected = next.get(key);
        if (step.what !== "handed") next.set(key, step.to);
        return step.what === "handed" && step.from !== expected;
      });
    },
  };
}

/** A lane as the worker runs it, without a fold: its effect is that the record was counted. */
export async function joinLane(
  log: Log,
  effects: MemberEffects,
  { maxBatchRecords, work }: { readonly maxBatchRecords: number; work(batch: LogBatch): Promise<void> },
): Promise<RunningSubscription> {
  const owned = new Map<number, Claim>();
  return log.subscribe({
    topic: "events",
    group: "users",
    maxBatchRecords,
    async startOffset(partition) {
      const claim = await effects.claim(partition);
      owned.set(partition, claim);
      return claim.offset;
    },
    async handle(batch) {
      const { partition, records } = batch;
      const claim = owned.get(partition) as Claim;
      const offsets = records.map(({ offset }) => offset);
      effects.handed(partition, offsets[0] as number, offsets.at(-1) as number);
      await work(batch);
      const offset = await effects.commit({ partition, ...claim, offsets });
      if (owned.get(partition) === claim) owned.set(partition, { ...claim, offset });
      return offset;
    },
  });
}
