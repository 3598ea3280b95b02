import type { LivePoint } from "@attune/core/live/schema";
import { livePointSchema } from "@attune/core/live/schema";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { describe, expect, it } from "vitest";
import { LiveBoard } from "./live-board.ts";

const report = (folded: number, freshness: number[]) => {
  const sketch = new LatencySketch();
  for (const ms of freshness) sketch.add(ms);
  const pair = (shown: number, clicked: number): [number, number] => [shown, clicked];
  return {
    tenant: "t",
    id: 9,
    folded,
    freshness: sketch.toJSON(),
    lag: 7,
    ctr: { personalized: pair(10, 2), popularity: pair(0, 0) },
    accuracy: { ranker: 0.7, popularity: null },
  };
};

describe("LiveBoard", () => {
  it("puts the api's second and the worker's reports into one point", () => {
    const board = new LiveBoard();
    board.accepted("t", 5, 1);
    board.recommended("t", 4, true);
    board.recommended("t", 8, false);
    board.reported(report(3, [10]));
    board.reported(report(2, [20]));
    board.tick(100);
    const [point] = board.watch("t", 0, () => undefined).points;
    expect(livePointSchema.parse(point)).toMatchObject({
      id: 100,
      acceptedEvents: 5,
      rejectedEvents: 1,
      foldedEvents: 5,
      recommendations: 2,
      degraded: 1,
      lag: 7,
    });
    expect(point?.clickThrough).toEqual({ personalized: 0.2, popularity: null });
    expect(point?.latencyMs?.p50).toBeCloseTo(4, 0);
    expect(point?.freshnessMs?.p99).toBeCloseTo(10, 0);
  });

  it("says null, not 0, where nothing happened", () => {
    const board = new LiveBoard();
    const seen: LivePoint[] = [];
    board.watch("t", 0, (point) => seen.push(point));
    board.tick(1);
    expect(seen[0]).toMatchObject({ id: 1, latencyMs: null, freshnessMs: null, clickThrough: { personalized: null, popularity: null } });
  });

  it("keeps two minutes, repeats nothing and tells tenants apart", () => {
    const board = new LiveBoard();
    const seen: number[] = [];
    const watch = board.watch("t", 0, (point) => seen.push(point.id));
    board.accepted("other", 9, 0);
    for (let id = 1; id <= 150; id++) board.tick(id);
    board.tick(150);
    watch.stop();
    board.tick(151);
    expect(seen).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
    const again = board.watch("t", 149, () => undefined);
    expect(again.points.map((point) => point.id)).toEqual([150, 151]);
    expect(board.watch("t", 0, () => undefined).points).toHaveLength(120);
    expect(again.points.every((point) => point.acceptedEvents === 0)).toBe(true);
  });
});
