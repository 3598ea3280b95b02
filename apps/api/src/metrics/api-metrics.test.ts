import type { BreakerReading } from "@attune/core/ports/breaker";
import { memoryLog } from "@attune/core/ports/log.memory";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { expect, it } from "vitest";
import { CurrentControl } from "../auth/current-control.ts";
import { FoldLag } from "../auth/fold-lag.ts";
import { CatalogueDirectory } from "../catalogue/catalogue-directory.ts";
import { ApiMetrics } from "./api-metrics.ts";
import { HopBoard } from "./hop-board.ts";

const report = () => undefined;

it("says of each guarded store which state its breaker is in", async () => {
  let readings: readonly BreakerReading[] = [{ store: "state", state: "closed" }];
  const metrics = new ApiMetrics({
    foldLag: new FoldLag({ log: memoryLog(), state: memoryStateStore(), bound: 1, pollMs: 1_000, report }),
    control: new CurrentControl({ source: { load: async () => undefined }, pollMs: 1_000, report }),
    directory: new CatalogueDirectory(),
  });
  const vitals = () => ({ pid: 1, busy: 0, loopDelayMs: 0, residentBytes: 0 });
  const queue = { length: 0, limit: null, oldestMs: 0 };
  metrics.watchHops(new HopBoard("api", vitals, () => readings), () => ({ impressions: queue, worker: queue, log: { limit: null } }));
  const stated = async () => {
    const lines = (await metrics.registry.getSingleMetricAsString("attune_breaker_state")).split("\n");
    return lines.filter((line) => line.endsWith(" 1"));
  };
  expect(await stated()).toEqual(['attune_breaker_state{store="state",state="closed"} 1']);
  readings = [
    { store: "state", state: "open" },
    { store: "log", state: "half-open" },
  ];
  expect(await stated()).toEqual([
    'attune_breaker_state{store="state",state="open"} 1',
    'attune_breaker_state{store="log",state="half-open"} 1',
  ]);
});
