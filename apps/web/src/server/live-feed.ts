import type { LivePoint } from "@attune/core/live/schema";

/**
 * One upstream stream of live points per tenant and web process, however many browsers watch: it opens with the first follower and
 * closes with the last. Points are kept for a while, so a browser that comes back continues after the last point it saw.
 */
export interface LiveFeed {
  /** Endless until `signal` aborts. Every message carries the points since the follower's last one, oldest first, perhaps none. */
  follow(afterId: number | undefined, signal: AbortSignal): AsyncGenerator<LiveMessage>;
}

export interface LiveMessage {
  /** Id of the newest point that the follower has now; 0 while there is none. */
  readonly cursor: number;
  readonly points: readonly LivePoint[];
  /** Whether the upstream answers. */
  readonly connected: boolean;
}

export interface LiveFeedSettings {
  /** Opens the upstream after the point `lastId`; yields batches until it ends, fails or `signal` aborts. */
  readonly open: (lastId: number | undefined, signal: AbortSignal) => AsyncIterable<readonly LivePoint[]>;
  /** Waits before another attempt; resolves early when `signal` aborts. */
  readonly wait: (attempt: number, signal: AbortSignal) => Promise<void>;
  readonly onIdle: () => void;
}

/** What a new follower is given at once, and how far back a returning one can continue, in points (seconds). */
const HISTORY_POINTS = 120;
const KEPT_POINTS = 300;

export function liveFeed({ open, wait, onIdle }: LiveFeedSettings): LiveFeed {
  let kept: LivePoint[] = [];
  let connected = false;
  let followers = 0;
  let pumping: AbortController | undefined;
  let change = Promise.withResolvers<void>();

  const announce = () => {
    change.resolve();
    change = Promise.withResolvers<void>();
  };

  function take(batch: readonly LivePoint[]): void {
    const newest = kept.at(-1)?.id ?? 0;
    kept = [...kept, ...batch.filter((point) => point.id > newest)].slice(-KEPT_POINTS);
    connected = true;
    announce();
  }

  async function pump(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        for await (const batch of open(kept.at(-1)?.id, signal)) {
          attempt = 0;
          take(batch);
        }
      } catch {
        // Followers are told that the upstream is away; its own process reports why.
      }
      if (signal.aborted) return;
      connected = false;
      announce();
      await wait(attempt, signal);
    }
  }

  function join(): void {
    followers++;
    if (pumping) return;
    pumping = new AbortController();
    void pump(pumping.signal);
  }

  function leave(): void {
    followers--;
    if (followers > 0) return;
    pumping?.abort();
    pumping = undefined;
    connected = false;
    onIdle();
  }

  async function* follow(afterId: number | undefined, signal: AbortSignal): AsyncGenerator<LiveMessage> {
    join();
    signal.addEventListener("abort", announce, { once: true });
    try {
      let cursor = afterId ?? kept.at(-HISTORY_POINTS - 1)?.id ?? 0;
      let told: boolean | undefined;
      while (!signal.aborted) {
        const changed = change.promise;
        const points = kept.filter((point) => point.id > cursor);
        if (points.length > 0 || told !== connected) {
          cursor = points.at(-1)?.id ?? cursor;
          told = connected;
          yield { cursor, points, connected };
          continue;
        }
        await changed;
      }
    } finally {
      signal.removeEventListener("abort", announce);
      leave();
    }
  }

  return { follow };
}
