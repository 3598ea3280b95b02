import { DEFAULT_MODEL_SETTINGS } from "@attune/core/placements/default-model";
import type { ModelSettings, Placement } from "@attune/core/placements/schema";
import type { TenantLimits } from "@attune/core/ports/control";

/** What every tenant starts with, to be changed in the console. */
export const DEFAULT_LIMITS: TenantLimits = { eventsPerSecond: 100_000, requestsPerSecond: 10_000 };

/** The blend that did best for its cost in the trials, with popularity and segments below it for people nothing is known of. */
export const DEFAULT_MODEL: { readonly name: string; readonly settings: ModelSettings } = {
  name: "Tuned blend",
  settings: DEFAULT_MODEL_SETTINGS,
};

export const DEFAULT_PLACEMENTS: readonly Omit<Placement, "model">[] = [
  { key: "home", strategy: "for-you", seenPolicy: "consumed" },
  { key: "item", strategy: "similar", seenPolicy: "none" },
  { key: "trending", strategy: "trending", seenPolicy: "none" },
  { key: "cart", strategy: "basket", seenPolicy: "consumed" },
];
