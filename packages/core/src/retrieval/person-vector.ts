import type { Seed } from "./candidates.ts";

/**
 * A person's vector, folded in at serving from the vectors of their seeds: the weighted sum, at unit length. Undefined when none of the seeds
 * has a vector. No person vector is ever stored.
 */
export function personVector(
  seeds: readonly Seed[],
  vectors: readonly (Float32Array | undefined)[],
  dimensions: number,
): Float32Array | undefined {
  const person = new Float32Array(dimensions);
  let norm = 0;
  for (const [i, seed] of seeds.entries()) {
    const vector = vectors[i];
    if (vector === undefined) continue;
    for (let d = 0; d < dimensions; d++) person[d] = (person[d] as number) + seed.weight * (vector[d] as number);
  }
  for (const value of person) norm += value * value;
  if (norm === 0) return undefined;
  const scale = 1 / Math.sqrt(norm);
  for (let d = 0; d < dimensions; d++) person[d] = (person[d] as number) * scale;
  return person;
}
