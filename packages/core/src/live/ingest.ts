import * as z from "zod";

export const INGEST_STATUSES = ["accepted", "rejected", "suppressed", "duplicate"] as const;
export type IngestStatus = (typeof INGEST_STATUSES)[number];

/** What became of one event, or of a whole request that was refused. Names no person. */
export const ingestOutcomeSchema = z.object({
  /** Grows with time, also over restarts of the api. */
  id: z.int(),
  atMs: z.number(),
  keyId: z.string(),
  status: z.enum(INGEST_STATUSES),
  /** Absent where a request was refused before its events could be told apart. */
  type: z.string().optional(),
  itemId: z.string().optional(),
  code: z.string().optional(),
  /** Where it is wrong, for instance events[3].itemId. */
  path: z.string().optional(),
  message: z.string().optional(),
});
export type IngestOutcome = z.infer<typeof ingestOutcomeSchema>;

/** Oldest first. */
export const ingestOutcomesSchema = z.object({ outcomes: z.array(ingestOutcomeSchema) });
