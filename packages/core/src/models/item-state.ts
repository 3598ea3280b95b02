import { emptyCounter, type LandmarkCounter } from "../decay/landmark-decay.ts";
import { BEHAVIOUR_DIMENSIONS, ITEM_MODEL } from "./model-settings.ts";
import { emptyNeighbours, type NeighbourTable } from "./neighbour-table.ts";

/** Everything the item lane knows of one item. All of it is commutative: fixed-point sums and pane-closed tables. */
export interface ItemState {
  /** "" until the item's own first interaction arrives: a neighbour may have been seen first in another partition. */
  itemId: string;
  /** What came after this item in people's lanes. */
  readonly next: NeighbourTable;
  /** What occurred together with it, in either order. */
  readonly together: NeighbourTable;
  /** Lifetime count of interactions, exact. */
  interactions: number;
  readonly popularity: LandmarkCounter;
  readonly segments: Map<string, LandmarkCounter>;
  /** One per trending half-life. */
  readonly heat: LandmarkCounter[];
  /** Random projection of the neighbours, BEHAVIOUR_DIMENSIONS fixed-point sums, with its own generation. */
  vectorGeneration: number;
  vector: Float64Array;
  previousVector: Float64Array | undefined;
}

export function emptyItemState(itemId: string): ItemState {
  return {
    itemId,
    next: emptyNeighbours(),
    together: emptyNeighbours(),
    interactions: 0,
    popularity: emptyCounter(),
    segments: new Map(),
    heat: ITEM_MODEL.trendingHalfLivesMs.map(emptyCounter),
    vectorGeneration: 0,
    vector: new Float64Array(BEHAVIOUR_DIMENSIONS),
    previousVector: undefined,
  };
}
