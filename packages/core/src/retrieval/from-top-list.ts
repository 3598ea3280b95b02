import { valueAt } from "../decay/landmark-decay.ts";
import { ITEM_MODEL } from "../models/model-settings.ts";
import type { TopEntries } from "../models/top-list.ts";
import type { CandidatePool } from "./candidate-pool.ts";
import { noReason, type Proposal } from "./candidates.ts";

/** Most popular items: decayed popularity at `nowMs`. Lists of several item partitions are simply joined. */
export function popularity(pool: CandidatePool, lists: readonly TopEntries[], nowMs: number): Proposal {
  const scores = pool.column();
  addValues(pool, scores, lists, nowMs, ITEM_MODEL.popularityHalfLifeMs, 1);
  return { retriever: "popularity", scores, because: noReason };
}

/** Popular among people of the same segments: the mean over the person's segments of each item's share of its segment's list. */
export function segmentPopularity(pool: CandidatePool, segments: readonly (readonly TopEntries[])[], nowMs: number): Proposal {
  const scores = pool.column();
  for (const lists of segments) {
    const sum = sumOf(lists, nowMs, ITEM_MODEL.popularityHalfLifeMs);
    if (sum > 0) addValues(pool, scores, lists, nowMs, ITEM_MODEL.popularityHalfLifeMs, 1 / sum / segments.length);
  }
  return { retriever: "segment-popularity", scores, because: noReason };
}

/** Enough weighted interactions for a scale of trending to mean anything. */
const ENOUGH = 30;

/**
 * What moves now: on the finest time scale with enough happening, how far an item's heat exceeds what its popularity lets expect, in standard deviations
 * (a Poisson z-score); never below a hundredth of its share of what happens, so that a quiet shop still has a list.
 * `scales` are the heat lists in the order of ITEM_MODEL.trendingHalfLivesMs; `popularityOf` answers by row of the pool.
 */
export function trending(
  pool: CandidatePool,
  scales: readonly (readonly TopEntries[])[],
  popularityOf: (row: number) => number,
  nowMs: number,
): Proposal {
  const scores = pool.column();
  const last = ITEM_MODEL.trendingHalfLivesMs.length - 1;
  for (const [scale, halfLifeMs] of ITEM_MODEL.trendingHalfLivesMs.entries()) {
    const lists = scales[scale] ?? [];
    const happening = canReach(ENOUGH, lists, nowMs, halfLifeMs) ? sumOf(lists, nowMs, halfLifeMs) : 0;
    if (happening < ENOUGH && scale < last) continue;
    addValues(pool, scores, lists, nowMs, halfLifeMs, 1);
    surpriseInPlace(pool, scores, popularityOf);
    break;
  }
  return { retriever: "trending", scores, because: noReason };
}

function surpriseInPlace(pool: CandidatePool, heat: Float64Array, popularityOf: (row: number) => number): void {
  const rows: number[] = [];
  let happening = 0;
  let known = 0;
  for (let row = 0; row < pool.size; row++) {
    if (heat[row] === 0) continue;
    rows.push(row);
    happening += heat[row] as number;
    known += popularityOf(row);
  }
  let best = 0;
  const surprises = rows.map((row) => {
    const expected = known > 0 ? (happening * popularityOf(row)) / known : happening / rows.length;
    const surprise = ((heat[row] as number) - expected) / Math.sqrt(expected + 1);
    best = Math.max(best, surprise);
    return surprise;
  });
  rows.forEach((row, i) => {
    const floor = (0.01 * best * (heat[row] as number)) / happening;
    heat[row] = Math.max(surprises[i] as number, floor, Number.MIN_VALUE);
  });
}

/** Whether the strongest entry of every list, times their number, reaches `sum` at all: rules out scales that have cooled down without reading them. */
function canReach(sum: number, lists: readonly TopEntries[], nowMs: number, halfLifeMs: number): boolean {
  return (
    lists.reduce((bound, { keys, scores }) => bound + keys.length * valueAt(scores[0] ?? Number.NEGATIVE_INFINITY, nowMs, halfLifeMs), 0) >=
    sum
  );
}

function sumOf(lists: readonly TopEntries[], nowMs: number, halfLifeMs: number): number {
  let sum = 0;
  for (const { scores } of lists) for (const score of scores) sum += valueAt(score, nowMs, halfLifeMs);
  return sum;
}

function addValues(
  pool: CandidatePool,
  into: Float64Array,
  lists: readonly TopEntries[],
  nowMs: number,
  halfLifeMs: number,
  scale: number,
): void {
  for (const { keys, scores } of lists) {
    for (let i = 0; i < keys.length; i++) {
      const value = scale * valueAt(scores[i] as number, nowMs, halfLifeMs);
      // So old that it is nothing: it must not look like an item that has the least of something.
      if (value === 0) continue;
      const row = pool.add(keys[i] as number);
      into[row] = (into[row] as number) + value;
    }
  }
}
