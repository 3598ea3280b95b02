import type { Clock } from "@attune/core/ports/clock";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";

/** Ticks go on this long after a partition's last record, so that sessions, panes and waiting impressions close; then the log stays quiet. */
const TICKING_MS = 45 * 60_000;
/** So many ticks that were not folded here say that the partition is another worker's by now, or that this one stands still: more would help nobody. */
const UNRETURNED_TICKS = 10;

interface TickedPartition {
  activeMs: number;
  /** Written since something of the partition was folded here. */
  unreturned: number;
}

/**
 * Writes the ticks that close windows where no event does: records of the log, so that a replay closes them at the same place. Each worker ticks what
 * it folds: nobody tells it what it has lost, but its ticks do not come back.
 */
export function ticker(ports: { readonly log: Log; readonly codec: RecordCodec; readonly clock: Clock }) {
  const partitions = new Map<number, TickedPartition>();
  return {
    /** A batch was folded; `active` when there was something else than ticks in it. */
    folded: (partition: number, active: boolean): void => {
      const known = partitions.get(partition);
      // Ticks of somebody else's: the partition came to us while its windows were still to be closed.
      if (active || known === undefined) partitions.set(partition, { activeMs: ports.clock(), unreturned: 0 });
      else known.unreturned = 0;
    },
    tick: async (): Promise<void> => {
      const nowMs = ports.clock();
      const due = [...partitions].filter(([, each]) => nowMs - each.activeMs < TICKING_MS && each.unreturned < UNRETURNED_TICKS);
      if (due.length === 0) return;
      const value = ports.codec.lane.encode({ kind: "tick", atMs: nowMs });
      for (const [, each] of due) each.unreturned += 1;
      await ports.log.append(
        "events",
        due.map(([partition]) => ({ partition, key: "tick", value, timestampMs: nowMs })),
      );
    },
  };
}
