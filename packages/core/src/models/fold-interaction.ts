import { addAt, emptyCounter, type LandmarkCounter } from "../decay/landmark-decay.ts";
import type { ContextItem, ItemInteraction } from "../events/item-delta.ts";
import type { ItemKey } from "../identity/item-key.ts";
import { addToVector } from "./behaviour-vector.ts";
import type { ItemState } from "./item-state.ts";
import { ITEM_MODEL } from "./model-settings.ts";
import { addNeighbour } from "./neighbour-table.ts";

/** What fades from one step back to the next in transitions, and in co-visitation. */
const NEXT_FADE = 0.85;
const TOGETHER_FADE = 0.95;
/** An item's own random vector, so that first-order neighbours are near too. */
const SELF_WEIGHT = 1;

/**
 * Folds an interaction into the state of the item itself: popularity, heat, and the pairs with what came before. The accumulator belongs to the
 * caller and is changed in place.
 */
export function foldIntoItem(state: ItemState, interaction: ItemInteraction): void {
  const { atMs, weight } = interaction;
  state.interactions += 1;
  addAt(state.popularity, atMs, weight, ITEM_MODEL.popularityHalfLifeMs);
  for (const segment of interaction.segments) addAt(segmentCounter(state, segment), atMs, weight, ITEM_MODEL.popularityHalfLifeMs);
  for (const [i, halfLifeMs] of ITEM_MODEL.trendingHalfLivesMs.entries()) addAt(state.heat[i] as LandmarkCounter, atMs, weight, halfLifeMs);
  addToVector(state, interaction.itemKey, atMs, SELF_WEIGHT * weight);
  for (const before of interaction.context) {
    const strength = pairStrength(before, weight, TOGETHER_FADE);
    addNeighbour(state.together, before.itemKey, atMs, strength, ITEM_MODEL.neighbours);
    addToVector(state, before.itemKey, atMs, strength);
  }
}

/** Folds the same interaction into the state of one of the items before it. */
export function foldIntoContext(state: ItemState, before: ContextItem, interaction: ItemInteraction): void {
  const { atMs, weight, itemKey } = interaction;
  addNeighbour(state.next, itemKey, atMs, pairStrength(before, weight, NEXT_FADE), ITEM_MODEL.neighbours);
  const strength = pairStrength(before, weight, TOGETHER_FADE);
  addNeighbour(state.together, itemKey, atMs, strength, ITEM_MODEL.neighbours);
  addToVector(state, itemKey, atMs, strength);
}

/** Items that a delta touches, its own first. */
export function touchedItems(interaction: ItemInteraction): ItemKey[] {
  return [interaction.itemKey, ...interaction.context.map((before) => before.itemKey)];
}

function pairStrength(before: ContextItem, weight: number, fade: number): number {
  return weight * before.affinity * fade ** (before.step - 1);
}

function segmentCounter(state: ItemState, segment: string) {
  let counter = state.segments.get(segment);
  if (counter === undefined) {
    counter = emptyCounter();
    state.segments.set(segment, counter);
  }
  return counter;
}
