import { expect, it } from "vitest";
import { faultTable, withFaultTable } from "./fault-table.ts";

const row = {
  fault: "a",
  what: "something ends",
  runs: 3,
  events: 1200,
  lost: 0,
  doubled: 1,
  recoveriesMs: [900, 2_400, 1_100],
  lists: { p99: 12.4, worst: 80.6, degraded: 3 },
};

it("has a row for each fault, with the median and the worst recovery", () => {
  expect(faultTable([row]).split("\n").at(-1)).toBe(
    "| something ends | 3    | 1200   | 0    | 1       | 1.1 s / 2.4 s            | 12 / 81 ms                   |",
  );
});

it("replaces what stands between the markers and nothing else", () => {
  const page = "before\n<!-- faults: begin -->\nold\n<!-- faults: end -->\nafter";
  expect(withFaultTable(page, "new")).toBe("before\n<!-- faults: begin -->\n\nnew\n\n<!-- faults: end -->\nafter");
  expect(() => withFaultTable("no markers", "new")).toThrow(/markers|has no/);
});
