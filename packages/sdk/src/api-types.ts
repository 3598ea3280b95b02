/**
 * What the API takes and answers, in types that need nothing else, so that a page or a server needs no other package to read them. The test
 * beside this file holds them equal to what the API itself is built from.
 */
export interface Purposes {
  personalization?: boolean | undefined;
  analytics?: boolean | undefined;
  model_training?: boolean | undefined;
  sale_or_sharing?: boolean | undefined;
}

export interface ConsentStatus {
  userId?: string | undefined;
  anonymousId?: string | undefined;
  /** What holds now: decisions, and the tenant's policy where nothing was decided. */
  consent: { purposes: { personalization: boolean; analytics: boolean; model_training: boolean; sale_or_sharing: boolean } };
  policyVersion: number;
  /** ISO 8601; null when the person never decided anything. */
  changedAt: string | null;
}

/** Circumstances; further properties are kept as they are. */
export interface Context {
  [name: string]: unknown;
  device?: string | undefined;
  country?: string | undefined;
  language?: string | undefined;
}

/** What every event may carry in `properties`: how long, how far, how deep. */
export interface PlatformProperties {
  dwellMs?: number | undefined;
  positionMs?: number | undefined;
  depth?: number | undefined;
}

export interface EventRequest {
  eventId: string;
  type: string;
  userId?: string | undefined;
  anonymousId?: string | undefined;
  itemId?: string | undefined;
  /** ISO 8601 with zone, or milliseconds since 1970. */
  timestamp?: string | number | undefined;
  sessionId?: string | undefined;
  /** Rating, or amount of money. */
  value?: number | undefined;
  /** Of the list that led to this event. */
  recommendationId?: string | undefined;
  properties?: (PlatformProperties & { [name: string]: unknown }) | undefined;
  context?: Context | undefined;
}

export interface RecommendationRequest {
  userId?: string | undefined;
  anonymousId?: string | undefined;
  /** home, item, trending, cart, or one of your own. */
  placement: string;
  /** 10 when absent, at most 100. */
  count?: number | undefined;
  /** The item that the list is about; required by placements of similar items. */
  itemId?: string | undefined;
  context?: Context | undefined;
  filter?: Record<string, unknown> | undefined;
  exclude?: string[] | undefined;
  explain?: boolean | undefined;
  includeItems?: boolean | undefined;
}

export interface RankRequest {
  userId?: string | undefined;
  anonymousId?: string | undefined;
  itemIds: string[];
  /** Whose model ranks; home when absent. */
  placement?: string | undefined;
  context?: Context | undefined;
  explain?: boolean | undefined;
  includeItems?: boolean | undefined;
}

/** Over an item's own fields and `attributes.<name>`. */
export type Filter =
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] }
  | { readonly not: readonly Filter[] }
  | FilterCondition;

export interface FilterCondition {
  readonly field: string;
  readonly eq?: string | number | boolean | undefined;
  readonly in?: readonly (string | number | boolean)[] | undefined;
  readonly gt?: number | string | undefined;
  readonly gte?: number | string | undefined;
  readonly lt?: number | string | undefined;
  readonly lte?: number | string | undefined;
  readonly exists?: boolean | undefined;
}

export interface Item {
  itemId: string;
  title?: string | undefined;
  categories?: string[] | undefined;
  tags?: string[] | undefined;
  attributes?: Record<string, string | number | boolean | string[]> | undefined;
  price?: number | undefined;
  publishedAt?: string | number | undefined;
  availableFrom?: string | number | undefined;
  availableUntil?: string | number | undefined;
  hidden?: boolean | undefined;
  imageUrl?: string | undefined;
  url?: string | undefined;
}

export type ReasonCode =
  | "viewed_together"
  | "next_after"
  | "similar_to"
  | "taste"
  | "category_affinity"
  | "popular"
  | "popular_in_segment"
  | "trending"
  | "exploration"
  | "given";

export interface RecommendedItem {
  itemId: string;
  position: number;
  score: number;
  /** `weight`: the share of the score that the reason explains, 0 to 1. */
  reasons: { code: ReasonCode; itemId?: string | undefined; weight: number }[];
  item?: Item | undefined;
}

export interface Recommendations {
  recommendationId: string;
  placement: string;
  items: RecommendedItem[];
  personalized: boolean;
  fallback: "no_permission" | "cold_start" | "empty_retrieval" | "deadline" | null;
  degraded: boolean;
  degradedReasons: string[];
  model: { id: string; name: string };
  experiments: { key: string; variant: string }[];
  latencyMs: number;
}

/** One event that was not accepted. */
export interface EventResult {
  index: number;
  eventId: string | null;
  status: "duplicate" | "suppressed" | "rejected";
  code: string;
  path?: string | undefined;
  message: string;
}
