import { landmarkScore } from "../decay/landmark-decay.ts";
import type { ItemDelta } from "../events/item-delta.ts";
import type { ItemKey } from "../identity/item-key.ts";
import { foldIntoContext, foldIntoItem } from "../models/fold-interaction.ts";
import { emptyItemState, type ItemState } from "../models/item-state.ts";
import { ITEM_MODEL } from "../models/model-settings.ts";
import { closePanes } from "../models/neighbour-table.ts";
import { TopList } from "../models/top-list.ts";
import { eventLayout } from "../ports/event-layout.ts";

/** What the item lane has seen of each source partition of the user lanes: repeated records are dropped, panes close by the slowest. */
export interface ItemLaneState {
  readonly partition: number;
  /** By source partition: the newest offset folded. */
  readonly sources: Map<number, number>;
  /** By tenant: watermark by source partition. */
  readonly watermarks: Map<string, Map<number, number>>;
}

export interface ItemEntry {
  readonly tenant: string;
  readonly key: ItemKey;
  readonly state: ItemState;
  changed: boolean;
}

/** Folds one delta; `entryOf` answers the entries of items that live in this partition and undefined for others. False when it had been seen. */
export function foldItemDelta(
  lane: ItemLaneState,
  delta: ItemDelta,
  entryOf: (tenant: string, key: ItemKey) => ItemEntry | undefined,
): boolean {
  if (delta.sourceOffset < (lane.sources.get(delta.sourcePartition) ?? -1)) return false;
  const { interaction, tenant } = delta;
  if (interaction && delta.sourceOffset === lane.sources.get(delta.sourcePartition)) return false;
  lane.sources.set(delta.sourcePartition, delta.sourceOffset);
  const marks = lane.watermarks.get(tenant) ?? new Map<number, number>();
  marks.set(delta.sourcePartition, Math.max(marks.get(delta.sourcePartition) ?? 0, delta.sourceWatermarkMs));
  lane.watermarks.set(tenant, marks);
  if (interaction === undefined) return true;

  const watermarkMs = itemWatermarkMs(lane, tenant);
  const own = entryOf(tenant, interaction.itemKey);
  if (own) {
    own.state.itemId = interaction.itemId;
    closeItem(own.state, watermarkMs);
    foldIntoItem(own.state, interaction);
    own.changed = true;
  }
  for (const before of interaction.context) {
    const entry = entryOf(tenant, before.itemKey);
    if (entry === undefined) continue;
    closeItem(entry.state, watermarkMs);
    foldIntoContext(entry.state, before, interaction);
    entry.changed = true;
  }
  return true;
}

/** The slowest source that has spoken for the tenant, of those that are still written once one of them has: where people moved away from, time stands still. */
export function itemWatermarkMs(lane: ItemLaneState, tenant: string): number {
  const { first } = eventLayout();
  let writtenMs = Number.POSITIVE_INFINITY;
  let formerMs = Number.POSITIVE_INFINITY;
  for (const [source, watermarkMs] of lane.watermarks.get(tenant) ?? []) {
    if (source >= first) writtenMs = Math.min(writtenMs, watermarkMs);
    else formerMs = Math.min(formerMs, watermarkMs);
  }
  const slowestMs = writtenMs === Number.POSITIVE_INFINITY ? formerMs : writtenMs;
  return slowestMs === Number.POSITIVE_INFINITY ? 0 : slowestMs;
}

/** True when a pane was closed. */
export function closeItem(state: ItemState, watermarkMs: number): boolean {
  const next = closePanes(state.next, watermarkMs, ITEM_MODEL.neighbours);
  const together = closePanes(state.together, watermarkMs, ITEM_MODEL.neighbours);
  return next || together;
}

export function newItemEntry(tenant: string, key: ItemKey, state: ItemState = emptyItemState("")): ItemEntry {
  return { tenant, key, state, changed: false };
}

/** Offers a changed item to every list it may stand in; `listOf` answers the tenant's list of that name. Answers the names of lists that changed. */
export function offerToLists(entry: ItemEntry, listOf: (tenant: string, name: string) => TopList): string[] {
  const { state, tenant, key } = entry;
  const offered: [name: string, score: number][] = [["popularity", landmarkScore(state.popularity)]];
  for (const [segment, counter] of state.segments) offered.push([`segment:${segment}`, landmarkScore(counter)]);
  for (const [scale, counter] of state.heat.entries()) offered.push([`trending:${scale}`, landmarkScore(counter)]);
  return offered.filter(([name, score]) => Number.isFinite(score) && listOf(tenant, name).offer(key, score)).map(([name]) => name);
}

export function emptyTopList(): TopList {
  return new TopList(ITEM_MODEL.topListLength);
}
