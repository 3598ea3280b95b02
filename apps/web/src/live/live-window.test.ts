import type { LivePoint } from "@attune/core/live/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { everySecond, extendWindow, latestKnown, WINDOW_SECONDS } from "./live-window.ts";

const point = (id: number, p99: number | null = null): LivePoint => ({
  id,
  acceptedEvents: 1,
  rejectedEvents: 0,
  foldedEvents: 1,
  recommendations: 0,
  degraded: 0,
  latencyMs: p99 === null ? null : { p50: p99, p95: p99, p99 },
  freshnessMs: null,
  lag: 0,
  clickThrough: { personalized: null, popularity: null },
  accuracy: { ranker: null, popularity: null },
});
const ids = (points: readonly LivePoint[]) => points.map(({ id }) => id);
const p99 = (p: LivePoint) => p.latencyMs?.p99 ?? null;

describe("extendWindow", () => {
  test("drops what a reconnect repeats", () => {
    expect(ids(extendWindow([point(1), point(2)], [point(2), point(3), point(3)]))).toEqual([1, 2, 3]);
  });

  test("keeps the same window when nothing is new, so that nothing is drawn again", () => {
    const window = [point(1), point(2)];
    expect(extendWindow(window, [point(2)])).toBe(window);
  });

  test("never repeats, never grows beyond two minutes and always ends at the newest, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(1_000), { maxLength: 40 })), (batches) => {
        const window = batches.reduce<readonly LivePoint[]>(
          (w, batch) =>
            extendWindow(
              w,
              batch.toSorted((a, b) => a - b).map((id) => point(id)),
            ),
          [],
        );
        const seen = ids(window);
        expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => a - b));
        expect((seen.at(-1) ?? 0) - (seen[0] ?? 0)).toBeLessThan(WINDOW_SECONDS);
        expect(seen.at(-1)).toBe(batches.flat().length > 0 ? Math.max(...batches.flat()) : undefined);
      }),
    );
  });
});

describe("everySecond", () => {
  test("has a row for every second and none invented", () => {
    const rows = everySecond([point(1_000), point(1_003)]);
    expect(rows).toHaveLength(WINDOW_SECONDS);
    expect(rows.slice(-4).map(({ id, point: p }) => [id, p !== undefined])).toEqual([
      [1_000, true],
      [1_001, false],
      [1_002, false],
      [1_003, true],
    ]);
  });
});

describe("latestKnown", () => {
  test("looks back over seconds without a measurement, but not far", () => {
    expect(latestKnown([point(1, 5), point(2), point(3)], p99)).toBe(5);
    expect(latestKnown([point(1, 5), point(20)], p99)).toBeNull();
    expect(latestKnown([], p99)).toBeNull();
  });
});
