import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RetrieverName } from "../placements/schema.ts";
import { CandidatePool } from "./candidate-pool.ts";
import { noReason, type RowGate } from "./candidates.ts";
import { mergeProposals, sharesOf } from "./merge-proposals.ts";

interface Case {
  readonly scores: readonly { readonly retriever: RetrieverName; readonly weight: number; readonly byKey: readonly number[] }[];
  readonly refused: ReadonlySet<number>;
  readonly limit: number;
}

/** The gate knows of half of the refused at once, of the other half when it is asked. */
function gateFor({ refused }: Case, pool: CandidatePool): RowGate {
  const asked = new Set<number>();
  return {
    isShut: (row) => refused.has(pool.keys[row] as number) && ((pool.keys[row] as number) % 2 === 0 || asked.has(row)),
    isOpen: (row) => {
      asked.add(row);
      return !refused.has(pool.keys[row] as number);
    },
    mayShow: (key) => !refused.has(key),
  };
}

function merged(given: Case) {
  const keys = given.scores[0]?.byKey.map((_, key) => key) ?? [];
  const pool = new CandidatePool(keys.length);
  for (const key of keys) pool.add(key);
  const gate = gateFor(given, pool);
  const proposals = given.scores.map(({ retriever, byKey }) =>
    sharesOf(pool, { retriever, scores: Float64Array.from(byKey), because: noReason }, gate),
  );
  const weightOf = (name: RetrieverName) => given.scores.find(({ retriever }) => retriever === name)?.weight ?? 0;
  return { proposals, keys: mergeProposals(pool, proposals, weightOf, gate, given.limit).map((row) => pool.keys[row] as number) };
}

/** What it means, in the plainest words. */
function expected({ scores, refused, limit }: Case): number[] {
  const sums = new Map<number, number>();
  for (const { weight, byKey } of scores) {
    const best = Math.max(0, ...byKey.filter((_, key) => !refused.has(key)));
    byKey.forEach((score, key) => {
      if (score > 0 && !refused.has(key)) sums.set(key, (sums.get(key) ?? 0) + (weight * score) / best);
    });
  }
  return [...sums]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, limit)
    .map(([key]) => key);
}

describe("merge", () => {
  it("gives a retriever's best open item the share 1", () => {
    const { proposals } = merged({
      scores: [{ retriever: "popularity", weight: 1, byKey: [8, 4, 2, 0] }],
      refused: new Set([0]),
      limit: 10,
    });
    expect([...(proposals[0]?.byRow ?? [])]).toEqual([2, 1, 0.5, 0]);
  });

  it("keeps the best sums of shares among what may be shown", () => {
    const items = 40;
    // Powers of two: sums of shares are exact, so that ties are ties in any order of addition.
    const column = fc.array(fc.constantFrom(0, 0, 1, 2, 4, 8), { minLength: items, maxLength: items });
    const anyCase = fc.record({
      scores: fc.tuple(column, column).map(([a, b]) => [
        { retriever: "covisitation" as const, weight: 1, byKey: a },
        { retriever: "popularity" as const, weight: 0.5, byKey: b },
      ]),
      refused: fc.array(fc.nat(items - 1), { maxLength: items }).map((keys) => new Set(keys)),
      limit: fc.integer({ min: 1, max: items }),
    });
    fc.assert(
      fc.property(anyCase, (given) => {
        expect(merged(given).keys.toSorted((a, b) => a - b)).toEqual(expected(given).toSorted((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it("keeps a proposed item whatever its weights, and no other", () => {
    expect(
      merged({ scores: [{ retriever: "trending", weight: -1, byKey: [0, 3, 1] }], refused: new Set(), limit: 5 }).keys.sort(
        (a, b) => a - b,
      ),
    ).toEqual([1, 2]);
  });
});
