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

/** What people of a new tenant are told, until its compliance officer says it in the tenant's own words. */
export const DEFAULT_STATEMENT =
  "We use what you do here to choose what to show you and to measure how well we choose. You can object at any time. We sell nothing about you.";
