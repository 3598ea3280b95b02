import * as z from "zod";

/** `consumed` hides what the person purchased, completed, rated or disliked; `seen` also what they merely viewed; `none` hides nothing. */
export const SEEN_POLICIES = ["none", "consumed", "seen"] as const;

/** `for-you` starts from the person, `similar` from the request's item, `trending` from what moves now, `basket` from what is in the cart. */
export const STRATEGIES = ["for-you", "similar", "trending", "basket"] as const;

export const RETRIEVERS = ["covisitation", "transitions", "vectors", "popularity", "segment-popularity", "trending"] as const;
export type RetrieverName = (typeof RETRIEVERS)[number];

/** An immutable pipeline: what proposes, how it is merged, ranked, diversified and explored. */
export const modelSettingsSchema = z.strictObject({
  retrievers: z
    .partialRecord(z.enum(RETRIEVERS), z.number().nonnegative())
    .meta({ description: "weight of each retriever; 0 or absent leaves it out" }),
  candidates: z.int().min(10).max(2000),
  ranker: z.enum(["none", "ftrl"]),
  /** 0 keeps the ranker's order, 1 only avoids likeness (MMR). */
  diversity: z.number().min(0).max(1),
  /** Share of positions given to exploration. */
  exploration: z.number().min(0).max(0.5),
});
export type ModelSettings = z.infer<typeof modelSettingsSchema>;

export interface ModelVersion {
  readonly id: string;
  readonly name: string;
  readonly settings: ModelSettings;
}

export interface Placement {
  readonly key: string;
  readonly strategy: (typeof STRATEGIES)[number];
  readonly seenPolicy: (typeof SEEN_POLICIES)[number];
  readonly model: ModelVersion;
}
