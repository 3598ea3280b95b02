import { describe, expect, it } from "vitest";
import { addAt, emptyCounter, generationOf, landmarkWeight } from "../decay/landmark-decay.ts";
import { ITEM_MODEL } from "../models/model-settings.ts";
import { NO_NEIGHBOURS } from "../models/neighbour-list.ts";
import { CandidatePool } from "./candidate-pool.ts";
import { covisitation, type SeedNeighbours, targetDamping, transitions } from "./from-neighbours.ts";

const HALF_LIFE_MS = ITEM_MODEL.neighbours.halfLifeMs;
const NOW_MS = Date.UTC(2026, 5, 1);

/** A seed with pairs [key, weight, age in half-lives], of which all lists are made. */
function seedWith(key: number, weight: number, popularity: number, pairs: readonly (readonly [number, number, number])[]): SeedNeighbours {
  const counter = emptyCounter();
  if (popularity > 0) addAt(counter, NOW_MS, popularity, ITEM_MODEL.popularityHalfLifeMs);
  const generation = generationOf(NOW_MS, HALF_LIFE_MS);
  const units = pairs.map(([, w, age]) => landmarkWeight(NOW_MS, w, HALF_LIFE_MS) * 2 ** -age);
  const list = { keys: Float64Array.from(pairs, ([other]) => other), units: Float64Array.from(units), generation };
  return { seed: { key, weight }, next: list, together: list, popularity: counter };
}

describe("retrieval from neighbours", () => {
  it("adds decayed pair weights over the seeds, damped by both ends", () => {
    const pool = new CandidatePool(10);
    const seeds = [
      seedWith(1, 1, 6, [
        [10, 4, 1],
        [11, 4, 0],
      ]),
      seedWith(2, 0.5, 246, [[10, 8, 0]]),
    ];
    const popularity = new Map([
      [10, 6],
      [11, 71],
    ]);
    const { scores, because } = transitions(
      pool,
      seeds,
      (row) => targetDamping(popularity.get(pool.keys[row] as number) as number),
      NOW_MS,
    );
    // seed 1: 6 + 10 = 16, to the power 3/4: 8; seed 2: 256 -> 64; target 10: 16 -> 2; target 11: 81 -> 3
    expect(scores[pool.add(10)]).toBeCloseTo((2 / 8 + (0.5 * 8) / 64) / 2, 3);
    expect(scores[pool.add(11)]).toBeCloseTo(4 / 8 / 3, 3);
    expect([because(10), because(11), because(12)]).toEqual([1, 1, undefined]);
  });

  it("adds what stands twice in a list: closed weights and an open pane", () => {
    const pool = new CandidatePool(4);
    const twice = seedWith(1, 1, 6, [
      [10, 1, 0],
      [10, 3, 0],
    ]);
    const once = seedWith(1, 1, 6, [[10, 4, 0]]);
    const score = (seed: SeedNeighbours) => covisitation(pool, [seed], () => 1, NOW_MS).scores[0] as number;
    expect(score(twice)).toBeCloseTo(score(once), 6);
  });

  it("proposes nothing from seeds without neighbours, or with a history of nothing", () => {
    const pool = new CandidatePool(4);
    const empty = { ...seedWith(1, 1, 0, []), next: NO_NEIGHBOURS };
    expect([...transitions(pool, [empty], () => 1, NOW_MS).scores]).toEqual([0, 0, 0, 0]);
    expect(pool.size).toBe(0);
  });
});
