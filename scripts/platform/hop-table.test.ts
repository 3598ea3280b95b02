import { HOP_BUDGETS_MS, HOPS } from "@attune/core/metrics/schema";
import { slowestHop } from "@attune/core/metrics/slowest-hop";
import { expect, test } from "vitest";
import { hopTable } from "./hop-table.ts";

const hops = HOPS.map((hop) => ({
  hop,
  p50Ms: 0.2,
  p99Ms: hop === "index" ? null : 1,
  budgetMs: HOP_BUDGETS_MS[hop],
  perSecond: 120,
  queue: hop === "worker" ? 900 : 0,
  queueLimit: hop === "worker" ? 1_000_000 : null,
  waitingMs: hop === "worker" ? 6_000 : 0,
  loopDelayMs: null,
  busy: null,
  p99sMs: [],
  queues: [],
}));

test("one line a hop, in columns, with the slowest marked, its sentence and the setting", () => {
  const lines = hopTable({ hops, slowest: slowestHop(hops) });
  const marked = lines.filter((line) => line.startsWith("▶"));
  expect(marked).toHaveLength(1);
  expect(marked[0]).toMatch(/worker .* 15 ms +█{10} × 400 +120 +900 +1000000 +6\.0 s$/);
  expect(lines.find((line) => line.includes("vector index"))).toMatch(/0\.20 ms +- +2\.00 ms +░{10} 0 %/);
  expect(lines.at(-2)).toContain("The worker is the slowest hop now: 900 records wait");
  expect(lines.at(-1)).toMatch(/^What would help: MAX_UNFOLDED_RECORDS\. /);
  const ends = lines.slice(0, 3).map((line) => line.indexOf("ms") > 0);
  expect(ends).toEqual([false, true, true]);
});

test("nothing slow: no mark and no setting", () => {
  const quiet = hops.map((hop) => ({ ...hop, waitingMs: 0, p99Ms: 0.1 }));
  const lines = hopTable({ hops: quiet, slowest: slowestHop(quiet) });
  expect(lines.some((line) => line.startsWith("▶"))).toBe(false);
  expect(lines.at(-1)).toContain("Nothing is slow now");
});
