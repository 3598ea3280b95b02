import { workerVitalsSchema } from "@attune/core/metrics/schema";
import { expect, it } from "vitest";
import { workerVitals } from "./worker-vitals.ts";

it("counts records by lane since it was last asked, and adds up what partitions have left", () => {
  const own = { pid: 7, loopDelayMs: 1, busy: 0.5, residentBytes: 9 };
  const vitals = workerVitals({ takeVitals: () => own, clock: () => 5_500 });
  vitals.committed("users", 0, 10, 4);
  vitals.committed("users", 1, 5, 2);
  vitals.committed("users", 0, 1, 0);
  vitals.committed("items", 0, 3, 0);
  const lanes = [
    { lane: "users", perSecond: 16, lag: 2 },
    { lane: "items", perSecond: 3, lag: 0 },
  ];
  expect(workerVitalsSchema.parse(vitals.said())).toEqual({ worker: own, id: 5, lanes });
  expect(vitals.said().lanes.map(({ perSecond }) => perSecond)).toEqual([0, 0]);
});
