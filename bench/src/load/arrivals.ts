import { seededRandom } from "@attune/core/ranking/seeded-random";

/**
 * Times in ms from the start at which requests of independent people arrive: a Poisson process of the given rate, the same for the same seed.
 * Ascending, all below `seconds`.
 */
export function arrivals(ratePerSecond: number, seconds: number, seed: string): Float64Array {
  const random = seededRandom(seed);
  const times: number[] = [];
  for (let atMs = gapMs(random(), ratePerSecond); atMs < seconds * 1000; atMs += gapMs(random(), ratePerSecond)) times.push(atMs);
  return Float64Array.from(times);
}

function gapMs(chance: number, ratePerSecond: number): number {
  return (-Math.log(1 - chance) / ratePerSecond) * 1000;
}
