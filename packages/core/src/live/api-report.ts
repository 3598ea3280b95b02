import * as z from "zod";

/**
 * What an api process publishes once a second for each tenant that asked something of it, as JSON to the topic `metrics` (key: tenant). Every api process adds the
 * parts of all of them up, so that each shows the same. Counts and durations only, nothing of a person.
 */
export const apiReportSchema = z.object({
  /** Which process, as long as it lives. */
  api: z.string(),
  tenant: z.string(),
  /** Second since 1970 that the report is about. */
  id: z.int(),
  accepted: z.number(),
  rejected: z.number(),
  recommendations: z.number(),
  degraded: z.number(),
  /** `LatencySketch.toJSON()` of milliseconds of the recommendations. */
  latency: z.array(z.number()),
});
export type ApiReport = z.infer<typeof apiReportSchema>;
