import { workerReportSchema } from "@attune/core/live/worker-report";
import type { Log } from "@attune/core/ports/log";
import { Tail } from "../catalogue/tail.ts";
import type { LiveBoard } from "./live-board.ts";

/** Brings the worker's side of the live points, from now on. A report that cannot be read is left out: charts do not stop for it. */
export function workerReportTail(log: Log, board: LiveBoard, report: (problem: string) => void): Tail {
  const decoder = new TextDecoder();
  return new Tail({
    log,
    topic: "metrics",
    from: "end",
    report,
    handle: (records) => {
      for (const { value } of records) {
        try {
          board.reported(workerReportSchema.parse(JSON.parse(decoder.decode(value))));
        } catch (error) {
          report(`a worker's report was not understood: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    },
  });
}
