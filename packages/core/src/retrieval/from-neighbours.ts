import { type LandmarkCounter, landmarkScore, unitsScore, valueAt } from "../decay/landmark-decay.ts";
import type { ItemKey } from "../identity/item-key.ts";
import { ITEM_MODEL } from "../models/model-settings.ts";
import type { NeighbourList } from "../models/neighbour-list.ts";
import type { RetrieverName } from "../placements/schema.ts";
import type { CandidatePool } from "./candidate-pool.ts";
import type { Proposal, Seed } from "./candidates.ts";

export interface SeedNeighbours {
  readonly seed: Seed;
  readonly next: NeighbourList;
  readonly together: NeighbourList;
  readonly popularity: LandmarkCounter;
}

/** How strongly a seed's say is damped by its own popularity: what goes with everything says little of a person. */
const SEED_POWER = 0.75;
/** Evidence that a pair needs, in weight of interactions. */
const SHRINK = 10;

/**
 * Decayed transitions: a first-order Markov chain smoothed over the recent items, the sum over seeds of weight x c(seed -> j), damped by the popularity of both
 * ends. `dampingOf` answers the target's part by row of the pool (targetDamping).
 */
export function transitions(
  pool: CandidatePool,
  neighbours: readonly SeedNeighbours[],
  dampingOf: (row: number) => number,
  nowMs: number,
): Proposal {
  return propose("transitions", pool, neighbours, (each) => each.next, dampingOf, nowMs);
}

/**
 * Decayed co-visitation: the same over pairs in either order. With powers 1/2 and 1/2 it would be a cosine with shrinkage (Sarwar et al., WWW 2001, on decayed
 * counts); 3/4 and 1/4 did better in every trial (docs/decisions/0006-speed-layer-models.md).
 */
export function covisitation(
  pool: CandidatePool,
  neighbours: readonly SeedNeighbours[],
  dampingOf: (row: number) => number,
  nowMs: number,
): Proposal {
  return propose("covisitation", pool, neighbours, (each) => each.together, dampingOf, nowMs);
}

/** What a target's scores are multiplied by; `popularity` as decayed weight of interactions. The fourth root, as two square roots: they are cheap. */
export function targetDamping(popularity: number): number {
  return 1 / Math.sqrt(Math.sqrt(popularity + SHRINK));
}

function propose(
  retriever: RetrieverName,
  pool: CandidatePool,
  neighbours: readonly SeedNeighbours[],
  listOf: (each: SeedNeighbours) => NeighbourList,
  dampingOf: (row: number) => number,
  nowMs: number,
): Proposal {
  const scores = pool.column();
  const factors = neighbours.map((each) => seedFactor(each, listOf(each), nowMs));
  for (let n = 0; n < neighbours.length; n++) {
    const { keys, units } = listOf(neighbours[n] as SeedNeighbours);
    const factor = factors[n] as number;
    for (let i = 0; i < keys.length; i++) {
      const row = pool.add(keys[i] as number);
      scores[row] = (scores[row] as number) + factor * (units[i] as number);
    }
  }
  for (let row = 0; row < pool.size; row++) if (scores[row] !== 0) scores[row] = (scores[row] as number) * dampingOf(row);
  return { retriever, scores, because: (key) => strongestSeed(key, neighbours, listOf, factors) };
}

/** What one unit of a seed's list is worth: the seed's weight, decay until now, and the damping by the seed's popularity. */
function seedFactor({ seed, popularity }: SeedNeighbours, { generation }: NeighbourList, nowMs: number): number {
  const halfLifeMs = ITEM_MODEL.neighbours.halfLifeMs;
  const own = valueAt(landmarkScore(popularity), nowMs, ITEM_MODEL.popularityHalfLifeMs);
  return (seed.weight * valueAt(unitsScore(1, generation), nowMs, halfLifeMs)) / (own + SHRINK) ** SEED_POWER;
}

/** Looked for only when an item is explained: keeping it for every candidate would cost more than all scores. */
function strongestSeed(
  key: ItemKey,
  neighbours: readonly SeedNeighbours[],
  listOf: (each: SeedNeighbours) => NeighbourList,
  factors: readonly number[],
): ItemKey | undefined {
  let strongest: ItemKey | undefined;
  let best = 0;
  neighbours.forEach((each, n) => {
    const { keys, units } = listOf(each);
    let share = 0;
    for (let i = 0; i < keys.length; i++) if (keys[i] === key) share += (factors[n] as number) * (units[i] as number);
    if (share <= best) return;
    best = share;
    strongest = each.seed.key;
  });
  return strongest;
}
