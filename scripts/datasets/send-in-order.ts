// Many requests at once, and yet every person's events in their order: a person belongs to one shard, and a shard has one request under way.
import type { DatasetEvent } from "./dataset.ts";

export interface SendInOrderOptions {
  readonly shards: number;
  readonly batchEvents: number;
  readonly batchBytes: number;
  send(events: readonly DatasetEvent[]): Promise<void>;
  /** Every event before this position was sent. Never goes back. */
  sentBefore(position: number): void;
}

interface Waiting {
  readonly position: number;
  readonly event: DatasetEvent;
  readonly bytes: number;
}

interface Shard {
  readonly queue: Waiting[];
  queuedBytes: number;
  /** Position of the first event that is not acknowledged. */
  working: Promise<void> | undefined;
  oldest: number;
}

/** Resolves when all was sent; rejects with the first failure of `send`. Reading waits while a shard holds two batches. */
export async function sendInOrder(
  events: AsyncIterable<DatasetEvent>,
  firstPosition: number,
  options: SendInOrderOptions,
): Promise<number> {
  const shards = Array.from({ length: options.shards }, newShard);
  const failed = new AbortController();
  let position = firstPosition;

  const work = async (shard: Shard): Promise<void> => {
    while (shard.queue.length > 0 && !failed.signal.aborted) {
      await options.send(takeBatch(shard, options).map(({ event }) => event));
      shard.oldest = shard.queue[0]?.position ?? Number.POSITIVE_INFINITY;
      options.sentBefore(Math.min(position, ...shards.map(({ oldest }) => oldest)));
    }
  };
  const start = (shard: Shard) => {
    shard.working ??= work(shard)
      .catch((error: unknown) => failed.abort(error))
      .finally(() => {
        shard.working = undefined;
      });
  };

  for await (const event of events) {
    if (failed.signal.aborted) break;
    const shard = shards[shardOf(event, options.shards)] ?? newShard();
    enqueue(shard, position, event);
    position += 1;
    if (shard.queue.length >= options.batchEvents || shard.queuedBytes >= options.batchBytes) start(shard);
    if (shard.queue.length >= 2 * options.batchEvents) await shard.working;
  }
  for (const shard of shards) {
    await shard.working; // whatever came in after its last look at the queue is started below
    if (shard.queue.length > 0) start(shard);
  }
  for (const shard of shards) await shard.working;
  failed.signal.throwIfAborted();
  options.sentBefore(position);
  return position;
}

function newShard(): Shard {
  return { queue: [], queuedBytes: 0, working: undefined, oldest: Number.POSITIVE_INFINITY };
}

function enqueue(shard: Shard, position: number, event: DatasetEvent): void {
  const bytes = JSON.stringify(event).length;
  if (shard.oldest === Number.POSITIVE_INFINITY) shard.oldest = position;
  shard.queue.push({ position, event, bytes });
  shard.queuedBytes += bytes;
}

function takeBatch(shard: Shard, { batchEvents, batchBytes }: SendInOrderOptions): Waiting[] {
  let bytes = 0;
  let count = 0;
  for (const waiting of shard.queue) {
    if (count > 0 && (count >= batchEvents || bytes + waiting.bytes > batchBytes)) break;
    bytes += waiting.bytes;
    count += 1;
  }
  shard.queuedBytes -= bytes;
  return shard.queue.splice(0, count);
}

/** FNV-1a of whom the event is about. */
function shardOf({ userId, anonymousId }: DatasetEvent, shards: number): number {
  let h = 0x811c9dc5;
  for (const character of userId ?? anonymousId ?? "") h = Math.imul(h ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (h >>> 0) % shards;
}
