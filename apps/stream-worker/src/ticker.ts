import type { Clock } from "@attune/core/ports/clock";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";

/** Ticks go on this long after a partition's last record, so that sessions, panes and waiting impressions close; then the log stays quiet. */
const TICKING_MS = 45 * 60_000;

/** Writes the ticks that close windows where no event does: records of the log, so that a replay closes them at the same place. */
export function ticker(ports: { readonly log: Log; readonly codec: RecordCodec; readonly clock: Clock }) {
  const activeMs = new Map<number, number>();
  return {
    /** A partition folded something else than a tick. */
    active: (partition: number) => void activeMs.set(partition, ports.clock()),
    tick: async (): Promise<void> => {
      const nowMs = ports.clock();
      const due = [...activeMs].filter(([, lastMs]) => nowMs - lastMs < TICKING_MS).map(([partition]) => partition);
      if (due.length === 0) return;
      const value = ports.codec.lane.encode({ kind: "tick", atMs: nowMs });
      await ports.log.append(
        "events",
        due.map((partition) => ({ partition, key: "tick", value, timestampMs: nowMs })),
      );
    },
  };
}
