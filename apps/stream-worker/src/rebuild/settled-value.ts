import { closeItem, type ItemLaneState, itemWatermarkMs } from "@attune/core/flows/fold-item-delta";
import { packItemState, unpackItemState } from "@attune/core/models/pack-item-state";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import { LANE_META_KEY, tenantOfStateKey } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import { unpackItemMeta } from "../pack-lane-meta.ts";
import type { FoldedLane } from "./lane-aside.ts";

/** Bytes of which two folds of the same records have the same. */
export type SettledValue = (key: string, value: Uint8Array) => Uint8Array;

/**
 * Every value but an item's is the same however its records were cut into batches. An item's panes that are due are closed when the item is next touched, or
 * in passing by some batch before that, which comes to the same; until then the bytes tell which it was. So panes that are due are closed before comparing.
 */
export async function settledValue(state: StateStore, lane: FoldedLane): Promise<SettledValue> {
  if (lane.lane !== "items") return (_, value) => value;
  const [meta] = await state.read([{ ...lane, key: LANE_META_KEY }]);
  const marks: ItemLaneState =
    meta === undefined ? { partition: lane.partition, sources: new Map(), watermarks: new Map() } : unpackItemMeta(meta, lane.partition);
  const out = new ByteWriter();
  return (key, value) => {
    if (!key.startsWith("i")) return value;
    const item = unpackItemState(value);
    return closeItem(item, itemWatermarkMs(marks, tenantOfStateKey(key) ?? "")) ? packItemState(item, out) : value;
  };
}
