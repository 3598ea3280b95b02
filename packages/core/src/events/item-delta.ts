import type { ItemKey } from "../identity/item-key.ts";

/**
 * What one accepted event means for items (`attune.item-deltas`). It names no subject. One record per source offset and target
 * partition; the item lane drops what its source watermark has seen, so a re-emitted record counts once.
 */
export interface ItemDelta {
  readonly tenant: string;
  readonly sourcePartition: number;
  readonly sourceOffset: number;
  /** Watermark of the source partition: no later record of it concerns an earlier pane. */
  readonly sourceWatermarkMs: number;
  /** Undefined in a record that only moves the watermark. */
  readonly interaction: ItemInteraction | undefined;
}

export interface ItemInteraction {
  readonly itemId: string;
  readonly itemKey: ItemKey;
  readonly atMs: number;
  readonly weight: number;
  readonly categories: readonly string[];
  readonly segments: readonly string[];
  /** The person's recent items before this one, newest first: the pairs that co-visitation and transitions learn. */
  readonly context: readonly ContextItem[];
}

export interface ContextItem {
  readonly itemKey: ItemKey;
  /** Events back: 1 is the item directly before. */
  readonly step: number;
  /** 1 within the same session, less across sessions. */
  readonly affinity: number;
}
