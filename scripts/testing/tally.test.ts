import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { tallyOf } from "./tally.ts";

const file = path.join(mkdtempSync(path.join(tmpdir(), "attune-tally-")), "report.json");
const vitest = (passed: number, failed: number, pending = 0) => {
  writeFileSync(file, JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: 0 }));
  return file;
};

test("skipped tests count as failed", () => {
  expect(tallyOf(vitest(5, 1, 2), "vitest", 1)).toEqual({ passed: 5, failed: 3 });
  writeFileSync(file, JSON.stringify({ stats: { expected: 4, unexpected: 0, flaky: 1, skipped: 1 } }));
  expect(tallyOf(file, "playwright", 0)).toEqual({ passed: 4, failed: 2 });
});

test("a crash, a missing report and an empty run are failures", () => {
  expect(tallyOf(vitest(5, 0), "vitest", 1)).toEqual({ passed: 5, failed: 1 });
  expect(tallyOf(vitest(0, 0), "vitest", 0)).toEqual({ passed: 0, failed: 1 });
  expect(tallyOf("/nowhere/report.json", "vitest", 0)).toEqual({ passed: 0, failed: 1 });
  expect(tallyOf(vitest(5, 0), "vitest", 0)).toEqual({ passed: 5, failed: 0 });
});
