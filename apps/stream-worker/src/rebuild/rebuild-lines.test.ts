import { expect, it } from "vitest";
import type { RebuildReport } from "./rebuild-lane.ts";
import { rebuildLines } from "./rebuild-lines.ts";

const report: RebuildReport = {
  lane: { lane: "users", partition: 3 },
  source: "log",
  fromOffset: 0,
  atOffset: 1_234,
  keys: new Map([
    ["s", 4],
    ["m", 1],
  ]),
  verdicts: new Map([
    ["stenant-1|alias-of-anna", "differing"],
    ["stenant-1|alias-of-bert", "missing"],
  ]),
  logIsShort: false,
  outcome: "differs",
};

it("counts by kind, and names nobody", () => {
  const lines = rebuildLines(report);
  expect(lines).toEqual([
    "  users/3: folded from the log at offset 0, compared at offset 1234",
    "                             keys      equal  differing    missing    surplus",
    "    bookkeeping                 1          1          0          0          0",
    "    behaviour                   4          2          1          1          0",
    "    all                         5          3          1          1          0",
    expect.stringMatching(/^ {4}differing: behaviour of tenant tenant-1, key #[0-9a-f]{12}$/),
    expect.stringMatching(/^ {4}missing: behaviour of tenant tenant-1, key #[0-9a-f]{12}$/),
    "  users/3: NOT EQUAL; without --verify it is put right",
  ]);
  expect(lines.join("\n")).not.toMatch(/anna|bert/);
});

it("says what a short log cannot say, and where nothing was left to compare", () => {
  expect(rebuildLines({ ...report, logIsShort: true }).at(-2)).toContain("--from checkpoint");
  expect(rebuildLines({ ...report, outcome: "begun anew", source: "checkpoint" })).toEqual([
    "  users/3: begun anew at offset 1234, from a checkpoint. The worker folds the rest.",
  ]);
});
