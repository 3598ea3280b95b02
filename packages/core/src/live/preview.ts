import * as z from "zod";
import { idSchema, itemSchema } from "../catalogue/schema.ts";
import { purposesSchema } from "../consent/schema.ts";
import { recommendationsSchema } from "../recommendations/schema.ts";

/** Answer of `POST /internal/v1/preview`: the list as the person would get it (nothing is logged as shown) and who they are to us. */
export const previewSchema = z.object({
  recommendations: recommendationsSchema,
  person: z.object({
    subject: z.string(),
    known: z.boolean(),
    eventCounts: z.record(z.string(), z.number()),
    recentItems: z.array(z.object({ itemId: idSchema, type: z.string(), atMs: z.number(), item: itemSchema.optional() })),
    affinities: z.array(z.object({ category: z.string(), weight: z.number() })),
    consent: purposesSchema.required(),
  }),
});
export type Preview = z.infer<typeof previewSchema>;

/** Answer of `POST /internal/v1/preview/event`: the list before and after, and how long the change took. */
export const previewChangeSchema = z.object({
  acknowledgedMs: z.number(),
  /** From acknowledgement until the person's state, read for a recommendation, contained the event. */
  visibleMs: z.number(),
  preview: previewSchema,
});
export type PreviewChange = z.infer<typeof previewChangeSchema>;
