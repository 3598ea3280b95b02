import { Presets, SingleBar } from "cli-progress";

export interface ProgressBar {
  advance(): void;
  stop(): void;
}

/** Redrawing more often than this costs more than it shows. */
const REDRAW_ROWS = 1000;

/** Rows of the data set worked off, with their rate. Off a terminal it writes a line every few seconds. */
export function progressBar(total: number, clock: () => number): ProgressBar {
  const bar = new SingleBar(
    {
      format: "  {bar} {percentage}% | {value} of {total} rows | {rate} rows/s | {eta_formatted} left",
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 10_000,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  const startedMs = clock();
  let rows = 0;
  bar.start(total, 0, { rate: "-" });
  const draw = () => bar.update(rows, { rate: Math.round((rows * 1000) / Math.max(1, clock() - startedMs)) });
  return {
    advance() {
      rows += 1;
      if (rows % REDRAW_ROWS === 0) draw();
    },
    stop() {
      draw();
      bar.stop();
    },
  };
}
