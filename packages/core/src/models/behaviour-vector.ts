import { generationOf, landmarkWeight } from "../decay/landmark-decay.ts";
import type { ItemKey } from "../identity/item-key.ts";
import type { ItemState } from "./item-state.ts";
import { BEHAVIOUR_DIMENSIONS, ITEM_MODEL } from "./model-settings.ts";
import { addRandomVector } from "./random-projection.ts";

/** Adds the random vector of a neighbour to an item's projection, in the generation of the event's time. */
export function addToVector(state: ItemState, neighbour: ItemKey, atMs: number, weight: number): void {
  const halfLifeMs = ITEM_MODEL.neighbours.halfLifeMs;
  const generation = generationOf(atMs, halfLifeMs);
  if (generation > state.vectorGeneration) {
    state.previousVector = generation === state.vectorGeneration + 1 && state.vector.some((v) => v !== 0) ? state.vector : undefined;
    state.vector = new Float64Array(BEHAVIOUR_DIMENSIONS);
    state.vectorGeneration = generation;
  }
  const units = landmarkWeight(atMs, weight, halfLifeMs);
  if (generation === state.vectorGeneration) addRandomVector(state.vector, neighbour, units);
  else if (generation === state.vectorGeneration - 1) {
    state.previousVector ??= new Float64Array(BEHAVIOUR_DIMENSIONS);
    addRandomVector(state.previousVector, neighbour, units);
  }
}

/**
 * The direction to publish: signed square roots, which keep a few very frequent neighbours from being all there is to see, scaled to
 * unit length. All zeros for an item without neighbours.
 */
export function behaviourVector(state: ItemState): Float32Array {
  const result = new Float32Array(BEHAVIOUR_DIMENSIONS);
  let norm = 0;
  for (let i = 0; i < BEHAVIOUR_DIMENSIONS; i++) {
    const sum = (state.vector[i] as number) + (state.previousVector?.[i] ?? 0) * 2 ** -16;
    const value = Math.sign(sum) * Math.sqrt(Math.abs(sum));
    result[i] = value;
    norm += value * value;
  }
  if (norm > 0) for (let i = 0; i < BEHAVIOUR_DIMENSIONS; i++) result[i] = (result[i] as number) / Math.sqrt(norm);
  return result;
}
