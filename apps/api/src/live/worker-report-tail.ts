import { workerReportSchema } from "@attune/core/live/worker-report";
import { workerVitalsSchema } from "@attune/core/metrics/schema";
import type { Log } from "@attune/core/ports/log";
import { Tail } from "../catalogue/tail.ts";
import type { HopBoard } from "../metrics/hop-board.ts";
import type { LiveBoard } from "./live-board.ts";

/** Brings the worker's side of the live points, from now on. A report that cannot be read is left out: charts do not stop for it. */
export function workerReportTail(log: Log, board: LiveBoard, hops: HopBoard, report: (problem: string) => void): Tail {
  const decoder = new TextDecoder();
  return new Tail({
    log,
    topic: "metrics",
    from: "end",
    report,
    handle: (records) => {
      for (const { value } of records) {
        try {
          const said: unknown = JSON.parse(decoder.decode(value));
          const vitals = workerVitalsSchema.safeParse(said);
          if (vitals.success) {
            hops.workerSaid(vitals.data);
            continue;
          }
          const tenantReport = workerReportSchema.parse(said);
          board.reported(tenantReport);
          hops.folded(tenantReport.freshness);
        } catch (error) {
          report(`a worker's report was not understood: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    },
  });
}
