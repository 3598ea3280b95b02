import * as z from "zod";

/**
 * One second of a tenant's platform, as the console draws it. Rates are per second; quantiles in milliseconds; `null` where nothing
 * happened that could be measured (never 0 in place of "unknown").
 */
export const livePointSchema = z.object({
  /** Seconds since 1970: grows by one, so a client can drop a repeated point after a reconnect. */
  id: z.int(),
  acceptedEvents: z.number(),
  rejectedEvents: z.number(),
  foldedEvents: z.number(),
  recommendations: z.number(),
  degraded: z.number(),
  latencyMs: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
  /** From acceptance of an event until its fold was visible to recommendations. */
  freshnessMs: z.object({ p50: z.number(), p99: z.number() }).nullable(),
  /** Events accepted but not folded yet. */
  lag: z.number(),
  /** Over the last minute: impressions with a click among those whose outcome is known. */
  clickThrough: z.object({ personalized: z.number().nullable(), popularity: z.number().nullable() }),
  /** Progressive (scored before learned), decayed: share of clicked/unclicked pairs of a list in the right order. */
  accuracy: z.object({ ranker: z.number().nullable(), popularity: z.number().nullable() }),
});
export type LivePoint = z.infer<typeof livePointSchema>;

export const processNoteSchema = z.object({ atMs: z.number(), process: z.string(), message: z.string() });
export type ProcessNote = z.infer<typeof processNoteSchema>;

/** Who is looked at in the preview. The console turns an id into an alias once; URLs carry the alias only. */
export const previewSubjectSchema = z.union([
  z.strictObject({ userId: z.string().min(1).max(256) }),
  z.strictObject({ anonymousId: z.string().min(1).max(256) }),
  z.strictObject({ pick: z.literal("random") }),
]);

export const previewRequestSchema = z.strictObject({
  subject: z.string().regex(/^[\w-]{22}$/),
  placement: z.string().min(1).max(64),
  count: z.int().min(1).max(50).default(10),
  itemId: z.string().min(1).max(256).optional(),
});
export type PreviewRequest = z.infer<typeof previewRequestSchema>;

export const previewEventSchema = previewRequestSchema.extend({
  type: z.string().min(1).max(64),
  eventItemId: z.string().min(1).max(256),
  recommendationId: z.string().max(64).optional(),
});
export type PreviewEvent = z.infer<typeof previewEventSchema>;
