/**
 * Exponential decay as a commutative sum: forward decay (Cormode, Shkapenyuk, Srivastava, Xu, ICDE 2009, eq. 1) in fixed point.
 * An addition of weight w at time t counts as the integer round(w * 2^10 * 2^((t - landmark) / halfLife)); integers below 2^53 add exactly, so any
 * order of additions gives the same bits. Landmarks are 16 half-lives apart; a counter keeps the newest generation and the one before,
 * and what is older (less than 2^-16 of its weight) is dropped.
 */
const GENERATION_HALF_LIVES = 16;
const UNIT = 1024;
const GENERATION_SHRINK = 2 ** -GENERATION_HALF_LIVES;

export interface LandmarkCounter {
  generation: number;
  current: number;
  previous: number;
}

export function emptyCounter(): LandmarkCounter {
  return { generation: 0, current: 0, previous: 0 };
}

export function generationOf(atMs: number, halfLifeMs: number): number {
  return Math.floor(atMs / (halfLifeMs * GENERATION_HALF_LIVES));
}

/** The fixed-point weight of an addition, in units of its own generation. */
export function landmarkWeight(atMs: number, weight: number, halfLifeMs: number): number {
  const landmarkMs = generationOf(atMs, halfLifeMs) * halfLifeMs * GENERATION_HALF_LIVES;
  return Math.round(weight * UNIT * 2 ** ((atMs - landmarkMs) / halfLifeMs));
}

export function addAt(counter: LandmarkCounter, atMs: number, weight: number, halfLifeMs: number): void {
  const generation = generationOf(atMs, halfLifeMs);
  if (generation > counter.generation) {
    counter.previous = generation === counter.generation + 1 ? counter.current : 0;
    counter.current = 0;
    counter.generation = generation;
  }
  const units = landmarkWeight(atMs, weight, halfLifeMs);
  if (generation === counter.generation) counter.current += units;
  else if (generation === counter.generation - 1) counter.previous += units;
}

/**
 * log2 of the counter at the epoch: grows with additions only, does not depend on the time of reading, and orders counters of one half-life as
 * their decayed values do at any time. -Infinity when empty.
 */
export function landmarkScore(counter: LandmarkCounter): number {
  return counter.generation * GENERATION_HALF_LIVES + Math.log2((counter.current + counter.previous * GENERATION_SHRINK) / UNIT);
}

/** The decayed value at `nowMs` of a landmark score: 1 for a single weight-1 addition just now. */
export function valueAt(score: number, nowMs: number, halfLifeMs: number): number {
  return 2 ** (score - nowMs / halfLifeMs);
}

/** Rescales fixed-point units from one generation to a later one. */
export function rescale(units: number, fromGeneration: number, toGeneration: number): number {
  return Math.round(units * 2 ** (-GENERATION_HALF_LIVES * (toGeneration - fromGeneration)));
}

/** log2 at the epoch of plain units of a generation. */
export function unitsScore(units: number, generation: number): number {
  return generation * GENERATION_HALF_LIVES + Math.log2(units / UNIT);
}
