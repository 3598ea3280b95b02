import type { CatalogueView } from "../catalogue/catalogue-view.ts";
import type { ImpressionRecord } from "../events/lane-record.ts";
import type { Placement } from "../placements/schema.ts";
import type { TenantControl } from "../ports/control.ts";
import type { Filter, Recommendations } from "../recommendations/schema.ts";

/** What a caller asks for, after authentication and validation. */
export interface RecommendRequest {
  /** Seeds exploration and names the answer: a logged request replays to the same list. */
  readonly recommendationId: string;
  readonly tenant: TenantControl;
  readonly catalogue: CatalogueView;
  /** Alias of the person; undefined for nobody in particular. */
  readonly subject: string | undefined;
  readonly placement: Placement;
  readonly count: number;
  readonly itemId: string | undefined;
  readonly filter: Filter | undefined;
  readonly exclude: readonly string[];
  /** Rank these instead of retrieving (`/v1/rank`): at most 500 ids. */
  readonly given: readonly string[] | undefined;
  readonly device: string | undefined;
  readonly includeItems: boolean;
  readonly explain: boolean;
  readonly deadlineMs: number;
}

export interface RecommendAnswer {
  readonly recommendations: Recommendations;
  /** To append to the person's lane without waiting; undefined for nobody in particular or without permission to measure. */
  readonly impression: ImpressionRecord | undefined;
}

/** `recommender(ports)` in recommend.ts makes one; it never rejects for a slow or absent store, it degrades openly. */
export type Recommend = (request: RecommendRequest) => Promise<RecommendAnswer>;
