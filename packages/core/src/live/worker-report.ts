import * as z from "zod";

const pairSchema = z.tuple([z.number(), z.number()]);

/**
 * What a worker publishes once a second for each tenant it folded for, as JSON to the topic `metrics` (key: tenant). The api's tail adds
 * `folded` and merges `freshness` of all reports; `lag` and `ctr` are the sums of the latest of each worker.
 */
export const workerReportSchema = z.object({
  /** Which process, as long as it lives. */
  worker: z.string(),
  tenant: z.string(),
  /** Second since 1970 that the report is about. */
  id: z.int(),
  /** Events folded in that second (duplicates left out). */
  folded: z.number(),
  /** `LatencySketch.toJSON()` of milliseconds from acceptance until the commit; empty when nothing was folded. */
  freshness: z.array(z.number()),
  /** Records of the tenant accepted but not folded, as far as this worker knows. */
  lag: z.number(),
  /** Over the last minute, of impressions whose outcome is known: [shown, clicked]. */
  ctr: z.object({ personalized: pairSchema, popularity: pairSchema }),
  /** Progressive pairwise accuracy, decayed; null until something could be measured. */
  accuracy: z.object({ ranker: z.number().nullable(), popularity: z.number().nullable() }),
});
export type WorkerReport = z.infer<typeof workerReportSchema>;
