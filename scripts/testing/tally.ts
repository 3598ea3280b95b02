import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

/** What a stage found. A skipped test is a failed one: a suite that cannot run must say so. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

const vitestSchema = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numPendingTests: z.int(), numTodoTests: z.int() });
const playwrightSchema = z.object({ stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }) });

/** Of a runner's JSON report. A run that left no report, or whose exit code says what its tests do not, counts as one failure. */
export function tallyOf(report: string, runner: "vitest" | "playwright", exitCode: number): Tally {
  const tally = existsSync(report) ? READERS[runner](JSON.parse(readFileSync(report, "utf8"))) : { passed: 0, failed: 0 };
  const unexplained = tally.failed === 0 && (exitCode !== 0 || tally.passed === 0);
  return unexplained ? { ...tally, failed: 1 } : tally;
}

const READERS: Readonly<Record<"vitest" | "playwright", (report: unknown) => Tally>> = {
  vitest(report) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = vitestSchema.parse(report);
    return { passed: numPassedTests, failed: numFailedTests + numPendingTests + numTodoTests };
  },
  playwright(report) {
    const { expected, unexpected, flaky, skipped } = playwrightSchema.parse(report).stats;
    return { passed: expected, failed: unexpected + flaky + skipped };
  },
};
