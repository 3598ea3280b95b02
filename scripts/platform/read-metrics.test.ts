import { expect, test } from "vitest";
import { parseMetrics, readMetrics, sumOf } from "./read-metrics.ts";

const TEXT = `# HELP attune_events_accepted_total accepted
# TYPE attune_events_accepted_total counter
attune_events_accepted_total{tenant="a b"} 40
attune_events_accepted_total{tenant="c"} 2
up 1`;

test("samples are summed over their labels; an unknown metric is unknown", () => {
  const samples = parseMetrics(TEXT);
  expect(sumOf(samples, "attune_events_accepted_total")).toBe(42);
  expect(sumOf(samples, "attune_events_accepted_total", 'tenant="c"')).toBe(2);
  expect(sumOf(samples, "up")).toBe(1);
  expect(sumOf(samples, "down")).toBeUndefined();
});

test("an address that does not answer has no metrics", async () => {
  expect(await readMetrics("http://127.0.0.1:1/metrics")).toEqual([]);
});
