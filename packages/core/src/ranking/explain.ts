import type { ItemKey } from "../identity/item-key.ts";
import type { Reason, ReasonCode } from "../recommendations/schema.ts";
import type { Shares } from "../retrieval/candidates.ts";
import { FEATURE_COUNT, FEATURES, type FeatureName } from "./features.ts";

const CODE_OF: Partial<Record<FeatureName, ReasonCode>> = {
  covisitation: "viewed_together",
  transitions: "next_after",
  vectors: "taste",
  popularity: "popular",
  "segment-popularity": "popular_in_segment",
  trending: "trending",
  affinity: "category_affinity",
};

/** What explains less than a hundredth explains nothing. */
const LEAST_SHARE = 0.01;

/**
 * Why an item is in the list: the features' positive shares of its score, strongest first, at most `limit`. The weights are of the model that ordered the
 * list, so a reason is what happened and not a story told afterwards.
 */
export function explain(
  key: ItemKey,
  features: Float32Array,
  row: number,
  weights: ArrayLike<number>,
  proposals: readonly Pick<Shares, "retriever" | "because">[],
  itemIdOf: (key: ItemKey) => string | undefined,
  limit: number,
): Reason[] {
  const parts: { code: ReasonCode; name: FeatureName; value: number }[] = [];
  let sum = 0;
  for (const [f, name] of FEATURES.entries()) {
    const code = CODE_OF[name];
    const value = (features[row * FEATURE_COUNT + f] as number) * Math.max(weights[f] as number, 0);
    if (code === undefined || value <= 0) continue;
    sum += value;
    parts.push({ code, name, value });
  }
  return parts
    .filter(({ value }) => value / sum >= LEAST_SHARE)
    .sort((a, b) => b.value - a.value)
    .slice(0, limit)
    .map(({ code, name, value }) => {
      const because = proposals.find(({ retriever }) => retriever === name)?.because(key);
      const itemId = because === undefined ? undefined : itemIdOf(because);
      return { code, ...(itemId !== undefined && { itemId }), weight: Math.round((value / sum) * 1000) / 1000 };
    });
}
