import { setTimeout as pause } from "node:timers/promises";
import { processVitalsSchema } from "@attune/core/metrics/schema";
import { expect, test } from "vitest";
import { processVitals } from "./process-vitals.ts";

test("a loop that was held up shows it, and the next look begins anew", async () => {
  const take = processVitals();
  await pause(100);
  take();
  // The monitor measures from its first firing on.
  await pause(50);
  const until = performance.now() + 200;
  while (performance.now() < until);
  await pause(100);
  const held = processVitalsSchema.parse(take());
  expect(held.loopDelayMs).toBeGreaterThan(100);
  expect(held.busy).toBeGreaterThan(0.4);
  expect(held.pid).toBe(process.pid);
  await pause(200);
  const rested = take();
  expect(rested.busy).toBeLessThan(held.busy);
  expect(rested.loopDelayMs).toBeLessThan(held.loopDelayMs);
});
