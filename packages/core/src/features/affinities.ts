import type { Affinity } from "./schema.ts";

/** Decayed weights by category, rounded to the 32-bit floats they are stored as, so that a reload changes nothing. */
export interface Affinities {
  /** Time the weights stand at. */
  atMs: number;
  readonly weights: Map<string, number>;
}

const HALF_LIFE_MS = 14 * 86_400_000;
/** Kept categories; the weakest beyond it is forgotten. */
export const AFFINITY_LIMIT = 4;

export function addAffinities(affinities: Affinities, categories: readonly string[], atMs: number, weight: number): void {
  if (categories.length === 0 || weight === 0) return;
  if (atMs > affinities.atMs) {
    const fade = 2 ** ((affinities.atMs - atMs) / HALF_LIFE_MS);
    for (const [category, value] of affinities.weights) affinities.weights.set(category, Math.fround(value * fade));
    affinities.atMs = atMs;
  }
  const added = (weight / categories.length) * 2 ** ((atMs - affinities.atMs) / HALF_LIFE_MS);
  for (const category of categories) affinities.weights.set(category, Math.fround((affinities.weights.get(category) ?? 0) + added));
  while (affinities.weights.size > AFFINITY_LIMIT) {
    const weakest = [...affinities.weights].reduce((a, b) => (b[1] < a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a));
    affinities.weights.delete(weakest[0]);
  }
}

/** Strongest first, as shares of the sum of positive weights. */
export function affinityShares(affinities: Affinities): Affinity[] {
  const liked = [...affinities.weights].filter(([, weight]) => weight > 0);
  const sum = liked.reduce((total, [, weight]) => total + weight, 0);
  return liked.map(([category, weight]) => ({ category, weight: weight / sum })).sort((a, b) => b.weight - a.weight);
}
