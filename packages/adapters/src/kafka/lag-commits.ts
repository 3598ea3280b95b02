const COMMIT_EVERY_MS = 1_000;

export interface LagCommits {
  moved(partition: number, nextOffset: number): void;
  /** The partitions may be somebody else's from now on. */
  forget(): void;
  stop(): void;
}

/**
 * Commits a group's offsets now and then, so that Kafka's tools can show the lag. Nobody reads them: what counts is stored with the subscriber's
 * state. So a commit that fails is not repeated, and none is waited for.
 */
export function lagCommits(commit: (offsets: ReadonlyMap<number, number>) => Promise<void>): LagCommits {
  let moved = new Map<number, number>();
  const timer = setInterval(() => {
    if (moved.size === 0) return;
    const offsets = moved;
    moved = new Map();
    commit(offsets).catch(() => undefined);
  }, COMMIT_EVERY_MS);
  timer.unref();
  return {
    moved: (partition, nextOffset) => void moved.set(partition, nextOffset),
    forget() {
      moved = new Map();
    },
    stop: () => clearInterval(timer),
  };
}
