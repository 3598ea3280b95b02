import { DAY_MS, type UsageRow } from "@attune/core/metrics/usage";
import { expect, it } from "vitest";
import { UsageCounts } from "./usage-counts.ts";

it("writes whole counts by day, again after a failure, and forgets a day that is over", async () => {
  let nowMs = 5 * DAY_MS;
  let fails = true;
  const written: [string, readonly UsageRow[]][] = [];
  const problems: string[] = [];
  const usage = new UsageCounts({
    source: "api:1",
    clock: () => nowMs,
    write: async (tenantId, rows) => {
      if (fails) throw new Error("away");
      written.push([tenantId, rows]);
    },
    report: (problem) => problems.push(problem),
  });
  const row = (dayMs: number, measure: UsageRow["measure"], count: number) => ({ dayMs, measure, source: "api:1", count });
  usage.count("a", "recommendations", 2);
  usage.count("a", "withheld_events", 0);
  await usage.flush();
  expect(problems).toHaveLength(1);
  fails = false;
  usage.count("a", "recommendations", 1);
  usage.count("b", "suppressed:r1", 4);
  await usage.flush();
  await usage.flush();
  expect(written.splice(0)).toEqual([
    ["a", [row(5 * DAY_MS, "recommendations", 3)]],
    ["b", [row(5 * DAY_MS, "suppressed:r1", 4)]],
  ]);
  nowMs += DAY_MS;
  await usage.flush();
  usage.count("a", "recommendations", 1);
  await usage.stop();
  expect(written).toEqual([["a", [row(6 * DAY_MS, "recommendations", 1)]]]);
});
