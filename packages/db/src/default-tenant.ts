import type { ModelSettings, Placement } from "@attune/core/placements/schema";
import type { TenantLimits } from "@attune/core/ports/control";

/** What every tenant starts with, to be changed in the console. */
export const DEFAULT_LIMITS: TenantLimits = { eventsPerSecond: 50_000, requestsPerSecond: 2_000 };

/** The blend that did best for its cost in the trials, with popularity and segments below it for people nothing is known of. */
export const DEFAULT_MODEL: { readonly name: string; readonly settings: ModelSettings } = {
  name: "Tuned blend",
  settings: {
    retrievers: { covisitation: 1, transitions: 1, vectors: 0.5, popularity: 0.2, "segment-popularity": 0.2, trending: 0.2 },
    candidates: 300,
    ranker: "ftrl",
    diversity: 0.15,
    exploration: 0.05,
  },
};

export const DEFAULT_PLACEMENTS: readonly Omit<Placement, "model">[] = [
  { key: "home", strategy: "for-you", seenPolicy: "consumed" },
  { key: "item", strategy: "similar", seenPolicy: "none" },
  { key: "trending", strategy: "trending", seenPolicy: "none" },
  { key: "cart", strategy: "basket", seenPolicy: "consumed" },
];
