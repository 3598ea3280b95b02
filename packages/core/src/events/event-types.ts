/**
 * The event types every tenant starts with, and what each says about liking the item.
 * Weights order the types (a purchase says more than a view) and are a starting point: the ranker learns its own from outcomes.
 */
export const EVENT_TYPES = {
  view: { weight: 1, outcome: true, consumes: false },
  click: { weight: 1.5, outcome: true, consumes: false },
  play: { weight: 2, outcome: true, consumes: false },
  complete: { weight: 3, outcome: true, consumes: true },
  scroll: { weight: 0.2, outcome: false, consumes: false },
  like: { weight: 3, outcome: true, consumes: false },
  dislike: { weight: -2, outcome: false, consumes: true },
  skip: { weight: -0.5, outcome: false, consumes: false },
  cart: { weight: 4, outcome: true, consumes: false },
  purchase: { weight: 5, outcome: true, consumes: true },
  rating: { weight: 2, outcome: true, consumes: true },
  search: { weight: 0, outcome: false, consumes: false },
} as const satisfies Record<string, EventTypeSettings>;

export type BuiltInEventType = keyof typeof EVENT_TYPES;

export interface EventTypeSettings {
  /** Strength of the interest shown; negative for aversion, 0 for none. */
  readonly weight: number;
  /** Counts as a success of the impression that led to it. */
  readonly outcome: boolean;
  /** The person is done with the item: placements with the `consumed` seen policy hide it. */
  readonly consumes: boolean;
}

/** A rating's weight runs from aversion (1 of 5) to delight (5 of 5): value 3 is mildly positive. */
export function eventWeight(settings: EventTypeSettings, type: string, value: number | undefined): number {
  if (type !== "rating" || value === undefined) return settings.weight;
  return Math.max(-2, Math.min(3, value - 2));
}
