import type { NeighbourSettings } from "./neighbour-table.ts";

/** Behaviour takes 48 of an item vector's 64 dimensions, content 16, so that the two never blur each other. */
export const BEHAVIOUR_DIMENSIONS = 48;
export const CONTENT_DIMENSIONS = 16;
export const VECTOR_DIMENSIONS = BEHAVIOUR_DIMENSIONS + CONTENT_DIMENSIONS;

const DAY_MS = 86_400_000;

/** What the item lane keeps of items. Chosen by `npm run evaluate` (docs/decisions/0006-speed-layer-models.md). */
export const ITEM_MODEL = {
  // Short panes: what is open is not trimmed, is written with every change and is read by every request (npm run bench).
  neighbours: { limit: 100, halfLifeMs: 30 * DAY_MS, paneMs: 10_000 } satisfies NeighbourSettings,
  /** How many of an item's neighbours a request reads, the strongest: half of those kept cost half the time and no accuracy. */
  servedNeighbours: 50,
  popularityHalfLifeMs: 30 * DAY_MS,
  /** Trending, finest first: the finest scale with enough happening is used. */
  trendingHalfLivesMs: [5_000, 60_000, 600_000, 3_600_000, DAY_MS],
  topListLength: 100,
  /** A vector is published when its direction moved by more than this (1 - cosine), or after `publishAfterMs`. */
  publishMove: 0.05,
  publishAfterMs: 10_000,
} as const;

export type ItemModel = typeof ITEM_MODEL;
