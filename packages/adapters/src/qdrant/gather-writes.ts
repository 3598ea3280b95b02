import { setImmediate as nextTurn } from "node:timers/promises";

/** What can be written in the place of an older one of the same id. */
export interface GatheredWrite {
  readonly id: string;
  readonly version: number;
}

export interface GatherLimits {
  /** Of one request. */
  readonly maxBatch: number;
  /** Beyond it a caller waits before its writes are taken in. */
  readonly maxWaiting: number;
}

interface Batch<W> {
  readonly writes: Map<string, W>;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Few requests of many small writes: what comes while a request is under way goes with the next one, and of several writes of one id the newest, of
 * equally new ones the first. A call resolves when what it brought, or what took its place, was written.
 */
export function gatherWrites<W extends GatheredWrite>(
  { maxBatch, maxWaiting }: GatherLimits,
  write: (writes: readonly W[]) => Promise<void>,
) {
  const waiting: Batch<W>[] = [];
  let draining: Promise<void> | undefined;

  const drain = async (): Promise<void> => {
    // Callers of the same turn share a request.
    await nextTurn();
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      await write([...batch.writes.values()]).then(batch.done.resolve, batch.done.reject);
    }
    draining = undefined;
  };

  const batchFor = (id: string): Batch<W> => {
    const last = waiting.at(-1);
    if (last !== undefined && (last.writes.size < maxBatch || last.writes.has(id))) return last;
    const next = { writes: new Map<string, W>(), done: Promise.withResolvers<void>() };
    waiting.push(next);
    return next;
  };

  return {
    async put(writes: readonly W[]): Promise<void> {
      while (waiting.reduce((sum, batch) => sum + batch.writes.size, 0) >= maxWaiting)
        await waiting[0]?.done.promise.catch(() => undefined);
      const mine = new Set<Batch<W>>();
      for (const one of writes) {
        const batch = batchFor(one.id);
        const before = batch.writes.get(one.id);
        if (before === undefined || one.version > before.version) batch.writes.set(one.id, one);
        mine.add(batch);
      }
      if (mine.size > 0) draining ??= drain();
      await Promise.all([...mine].map(({ done }) => done.promise));
    },

    /** Resolves when everything that was put before is written, or failed. */
    async settled(): Promise<void> {
      await draining;
    },
  };
}
