import * as z from "zod";
import { idSchema } from "../catalogue/schema.ts";

export const MAX_RANKED_ITEMS = 500;
export const MAX_EXCLUDED = 1000;

const contextSchema = z.looseObject({
  device: z.string().max(64).optional(),
  country: z.string().max(64).optional(),
  language: z.string().max(64).optional(),
});

export const recommendationRequestSchema = z.strictObject({
  userId: idSchema.optional().meta({ description: "at most one of userId and anonymousId; unknown people are welcome" }),
  anonymousId: idSchema.optional(),
  placement: z.string().min(1).max(64).meta({ description: "home, item, trending, cart, or one of your own" }),
  count: z.int().min(1).max(100).optional().meta({ description: "10 when absent" }),
  itemId: idSchema.optional().meta({ description: "the item that the list is about; required by placements of similar items" }),
  context: contextSchema.optional(),
  filter: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: "{all|any|not: [...]} over {field, eq|in|gt|gte|lt|lte|exists}" }),
  exclude: z.array(idSchema).max(MAX_EXCLUDED).optional(),
  explain: z.boolean().optional(),
  includeItems: z.boolean().optional(),
});
export type RecommendationRequest = z.infer<typeof recommendationRequestSchema>;

export const rankRequestSchema = z.strictObject({
  userId: idSchema.optional(),
  anonymousId: idSchema.optional(),
  itemIds: z.array(idSchema).min(1).max(MAX_RANKED_ITEMS),
  placement: z.string().min(1).max(64).optional().meta({ description: "whose model ranks; home when absent" }),
  context: contextSchema.optional(),
  explain: z.boolean().optional(),
  includeItems: z.boolean().optional(),
});
export type RankRequest = z.infer<typeof rankRequestSchema>;
