import { apiReportSchema } from "@attune/core/live/api-report";
import { workerReportSchema } from "@attune/core/live/worker-report";
import { apiVitalsSchema, workerVitalsSchema } from "@attune/core/metrics/schema";
import type { Log } from "@attune/core/ports/log";
import * as z from "zod";
import { Tail } from "../catalogue/tail.ts";
import type { HopBoard } from "../metrics/hop-board.ts";
import type { LiveBoard } from "./live-board.ts";

const saidSchema = z.union([apiReportSchema, apiVitalsSchema, workerVitalsSchema, workerReportSchema]);

/** Brings what workers and other apis say of their seconds, from now on. A report that cannot be read is left out: charts do not stop for it. */
export function reportTail(log: Log, board: LiveBoard, hops: HopBoard, report: (problem: string) => void): Tail {
  const decoder = new TextDecoder();
  return new Tail({
    log,
    topic: "metrics",
    from: "end",
    report,
    handle: (records) => {
      for (const { value } of records) {
        try {
          hear(saidSchema.parse(JSON.parse(decoder.decode(value))));
        } catch (error) {
          report(`a report was not understood: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    },
  });

  function hear(said: z.infer<typeof saidSchema>): void {
    if ("vitals" in said) hops.apiSaid(said);
    else if ("api" in said) board.apiReported(said);
    else if ("lanes" in said) hops.workerSaid(said);
    else {
      board.workerReported(said);
      hops.folded(said.freshness);
    }
  }
}
