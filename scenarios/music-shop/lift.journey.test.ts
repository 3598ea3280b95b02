import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { runPlatform } from "../../scripts/testing/run-platform.ts";
import { readAudienceState } from "./audience-state.ts";
import { clickThrough } from "./click-through.ts";

const LISTS_ENOUGH = 60;

test("on the whole platform, personalised lists are clicked measurably more often than lists by popularity", async () => {
  const home = mkdtempSync(path.join(tmpdir(), "attune-lift-"));
  const platform = await runPlatform({ home, env: { TRAFFIC_RATE: "120" } });
  try {
    const shown = () => readAudienceState(path.join(home, "audience.json"), 0).shown;
    await vi.waitFor(() => expect(shown().popularity.lists).toBeGreaterThan(LISTS_ENOUGH), { timeout: 180_000, interval: 500 });
    const { lift, z } = clickThrough(shown());
    expect(lift).toBeGreaterThan(0.15);
    expect(z).toBeGreaterThan(2.6); // less than 1 in 100 by chance
  } finally {
    await platform.stop();
    rmSync(home, { recursive: true, force: true });
  }
});
