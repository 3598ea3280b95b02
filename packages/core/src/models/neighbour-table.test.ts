import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { neighbourList } from "./neighbour-list.ts";
import { addNeighbour, closePanes, emptyNeighbours, type NeighbourTable } from "./neighbour-table.ts";

const SETTINGS = { limit: 4, halfLifeMs: 1000, paneMs: 500 };

interface Addition {
  readonly key: number;
  readonly atMs: number;
  readonly weight: number;
}

/** Each source adds in order of time; the table hears of the slowest source's time after every addition, as the item lane does. */
function folded(sources: readonly (readonly Addition[])[], turns: readonly number[]): NeighbourTable {
  const table = emptyNeighbours();
  const left = sources.map((additions) => [...additions]);
  const marks = sources.map(() => 0);
  const take = (source: number) => {
    const next = left[source]?.shift();
    if (next === undefined) return;
    addNeighbour(table, next.key, next.atMs, next.weight, SETTINGS);
    marks[source] = next.atMs;
    closePanes(table, Math.min(...marks), SETTINGS);
  };
  for (const turn of turns) take(turn % sources.length);
  for (const [source, additions] of left.entries()) for (let n = additions.length; n > 0; n--) take(source);
  closePanes(table, 1_000_000, SETTINGS);
  return table;
}

const entries = (table: NeighbourTable) => [...table.closed].sort((a, b) => a[0] - b[0]);

describe("neighbour table", () => {
  const addition = fc.record({
    key: fc.integer({ min: 1, max: 9 }),
    atMs: fc.integer({ min: 0, max: 60_000 }),
    weight: fc.integer({ min: 1, max: 30 }).map((w) => w / 10),
  });
  const source = fc.array(addition, { maxLength: 40 }).map((additions) => additions.toSorted((a, b) => a.atMs - b.atMs));

  it("ends the same however its sources interleave: trimming, panes and generations included", () => {
    const turns = fc.array(fc.nat(2), { maxLength: 120 });
    fc.assert(
      fc.property(fc.tuple(source, source, source), turns, turns, (sources, once, again) => {
        const [a, b] = [folded(sources, once), folded(sources, again)];
        expect(entries(b)).toEqual(entries(a));
        expect(b.generation).toBe(a.generation);
        expect(a.closed.size).toBeLessThanOrEqual(SETTINGS.limit);
        expect(a.open.size).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it("decays a weight by half in a half-life, across generations too", () => {
    const table = emptyNeighbours();
    addNeighbour(table, 1, 15_000, 8, SETTINGS);
    addNeighbour(table, 2, 18_000, 1, SETTINGS);
    const { keys, units } = neighbourList(table, SETTINGS, SETTINGS.limit);
    const weight = (key: number) => keys.reduce((sum, each, i) => sum + (each === key ? (units[i] as number) : 0), 0);
    expect(weight(1) / weight(2)).toBeCloseTo(1, 2);
  });

  it("keeps the heaviest, equal ones by smaller key", () => {
    const table = emptyNeighbours();
    for (const key of [9, 8, 7, 6, 5]) addNeighbour(table, key, 100, 1, SETTINGS);
    addNeighbour(table, 9, 100, 1, SETTINGS);
    closePanes(table, 500, SETTINGS);
    expect([...table.closed.keys()].sort((a, b) => a - b)).toEqual([5, 6, 7, 9]);
  });
});
