import type { LivePoint } from "@attune/core/live/schema";
import { livePointSchema } from "@attune/core/live/schema";
import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import { describe, expect, it } from "vitest";
import { LiveBoard } from "./live-board.ts";

const report = (folded: number, freshness: number[], worker = "w1") => {
  const sketch = new LatencySketch();
  for (const ms of freshness) sketch.add(ms);
  const pair = (shown: number, clicked: number): [number, number] => [shown, clicked];
  return {
    worker,
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
    const board = new LiveBoard("a");
    board.accepted("t", 5, 1);
    board.recommended("t", 4, true);
    board.recommended("t", 8, false);
    board.workerReported(report(3, [10]));
    board.workerReported(report(2, [20]));
    board.cut(100);
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

  it("shows the same at every api, whichever was asked", () => {
    const boards = ["a", "b", "c"].map((name) => new LiveBoard(name)) as [LiveBoard, LiveBoard, LiveBoard];
    const [a, b] = boards;
    for (let id = 10; id < 14; id++) {
      a.accepted("t", id, 0);
      for (let i = 0; i < 99; i++) a.recommended("t", 4, false);
      b.recommended("t", 40, id === 12);
      // Each hears its own again, as the log has it.
      for (const said of boards.flatMap((board) => board.cut(id)).reverse()) for (const board of boards) board.apiReported(said);
      for (const board of boards) board.workerReported({ ...report(id, [id]), id });
      for (const board of boards) board.tick(id);
    }
    const [atA, ...others] = boards.map((board) => board.watch("t", 0, () => undefined).points);
    for (const points of others) expect(points).toEqual(atA);
    expect(atA?.map((point) => [point.acceptedEvents, point.recommendations, point.degraded])).toEqual([
      [10, 100, 0],
      [11, 100, 0],
      [12, 100, 1],
      [13, 100, 0],
    ]);
    expect(atA?.[0]?.latencyMs).toEqual({ p50: expect.closeTo(4, 0), p95: expect.closeTo(4, 0), p99: expect.closeTo(4, 0) });
  });

  it("counts a part in its own second, and one that comes too late in the next", () => {
    const board = new LiveBoard("a");
    const said = (id: number, accepted: number) =>
      board.apiReported({ api: "b", tenant: "t", id, accepted, rejected: 0, recommendations: 0, degraded: 0, latency: [0] });
    said(21, 1);
    said(20, 10);
    board.tick(20);
    said(20, 100);
    board.tick(21);
    board.tick(22);
    expect(board.watch("t", 0, () => undefined).points.map((point) => point.acceptedEvents)).toEqual([10, 101, 0]);
  });

  it("adds up what several workers know, and leaves out one that ended", () => {
    const board = new LiveBoard("a");
    board.workerReported(report(1, []));
    board.workerReported({ ...report(1, [], "w2"), accuracy: { ranker: null, popularity: null } });
    board.tick(1);
    expect(board.lagOf("t")).toBe(14);
    const [first] = board.watch("t", 0, () => undefined).points;
    expect([first?.clickThrough.personalized, first?.accuracy.ranker]).toEqual([0.2, 0.7]);
    for (let id = 2; id < 12; id++) {
      board.workerReported(report(1, [], "w2"));
      board.tick(id);
    }
    expect(board.lagOf("t")).toBe(7);
  });

  it("says null, not 0, where nothing happened", () => {
    const board = new LiveBoard("a");
    const seen: LivePoint[] = [];
    board.watch("t", 0, (point) => seen.push(point));
    board.tick(1);
    expect(seen[0]).toMatchObject({ id: 1, latencyMs: null, freshnessMs: null, clickThrough: { personalized: null, popularity: null } });
  });

  it("keeps two minutes, repeats nothing and tells tenants apart", () => {
    const board = new LiveBoard("a");
    const seen: number[] = [];
    const watch = board.watch("t", 0, (point) => seen.push(point.id));
    board.accepted("other", 9, 0);
    board.cut(1);
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
