import * as z from "zod";
import { idSchema, itemSchema } from "../catalogue/schema.ts";

/** `{all|any|not: […]}` over `{field, eq|in|gt|gte|lt|lte|exists}`; fields are an item's own and `attributes.<name>`. */
export type Filter =
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] }
  | { readonly not: readonly Filter[] }
  | FilterCondition;

const scalarSchema = z.union([z.string().max(1024), z.number().finite(), z.boolean()]);
export type FilterScalar = z.infer<typeof scalarSchema>;

export interface FilterCondition {
  readonly field: string;
  readonly eq?: FilterScalar | undefined;
  readonly in?: readonly FilterScalar[] | undefined;
  readonly gt?: number | string | undefined;
  readonly gte?: number | string | undefined;
  readonly lt?: number | string | undefined;
  readonly lte?: number | string | undefined;
  readonly exists?: boolean | undefined;
}

export const REASON_CODES = {
  viewed_together: "People who were interested in {item} were also interested in this",
  next_after: "Often comes next after {item}",
  similar_to: "Similar to {item}",
  taste: "Close to this person's recent taste",
  category_affinity: "From a category this person keeps coming back to",
  popular: "Popular with everyone right now",
  popular_in_segment: "Popular with people like this one",
  trending: "Trending at this moment",
  exploration: "Shown to learn whether it is liked",
  given: "Among the items to rank",
} as const;
export type ReasonCode = keyof typeof REASON_CODES;

export const reasonSchema = z.object({
  code: z.enum(Object.keys(REASON_CODES) as [ReasonCode, ...ReasonCode[]]),
  itemId: z.string().optional(),
  /** Share of the item's score that this reason explains, 0 to 1. */
  weight: z.number(),
});
export type Reason = z.infer<typeof reasonSchema>;

export const recommendedItemSchema = z.object({
  itemId: idSchema,
  position: z.int(),
  score: z.number(),
  reasons: z.array(reasonSchema),
  item: itemSchema.optional(),
});

export const FALLBACKS = ["no_permission", "cold_start", "empty_retrieval", "deadline"] as const;

export const recommendationsSchema = z.object({
  recommendationId: z.string(),
  placement: z.string(),
  items: z.array(recommendedItemSchema),
  personalized: z.boolean(),
  fallback: z.enum(FALLBACKS).nullable(),
  degraded: z.boolean(),
  degradedReasons: z.array(z.string()),
  model: z.object({ id: z.string(), name: z.string() }),
  experiments: z.array(z.object({ key: z.string(), variant: z.string() })),
  latencyMs: z.number(),
});
export type Recommendations = z.infer<typeof recommendationsSchema>;
