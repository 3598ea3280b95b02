import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { apiClient } from "../../scenarios/api-client.ts";
import { homeAt } from "../platform/home.ts";
import { type RunningPlatform, runPlatform } from "../testing/run-platform.ts";
import { readImportState } from "./import-state.ts";

const USERS = 200;
const EVENTS = 60_000;
const TYPES = ["view", "play", "complete", "like"];
const userOf = (i: number) => `user-${(i * 7919) % USERS}`;
const typeOf = (i: number) => TYPES[(i * 31) % TYPES.length] ?? "view";

/** What every person did, counted from the data itself: what an undisturbed import must end in. */
const expected = () => {
  const counts: Record<string, Record<string, number>> = {};
  for (let i = 0; i < EVENTS; i++) {
    const own = counts[userOf(i)] ?? {};
    counts[userOf(i)] = own;
    own[typeOf(i)] = (own[typeOf(i)] ?? 0) + 1;
  }
  return counts;
};

test("an import whose whole platform is killed with -9, and its worker after that, ends in exact totals for everybody", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-import-"));
  const data = path.join(folder, "data");
  const home = homeAt(path.join(folder, "home"));
  mkdirSync(data);
  const lines = (count: number, line: (i: number) => unknown) =>
    `${Array.from({ length: count }, (_, i) => JSON.stringify(line(i))).join("\n")}\n`;
  writeFileSync(
    path.join(data, "items.jsonl"),
    lines(100, (i) => ({ itemId: `item-${i}`, title: `Item ${i}`, categories: [`c${i % 5}`] })),
  );
  writeFileSync(
    path.join(data, "events.jsonl"),
    lines(EVENTS, (i) => ({
      eventId: `e${i}`,
      type: typeOf(i),
      userId: userOf(i),
      itemId: `item-${(i * 13) % 100}`,
      timestamp: 1_600_000_000_000 + i * 1000,
    })),
  );
  const position = () => readImportState(home.dataset)?.position ?? 0;
  let platform: RunningPlatform | undefined;
  try {
    platform = await runPlatform({ home: home.root, flags: ["--dataset", data] });
    await vi.waitFor(() => expect(position()).toBeGreaterThan(5000), { timeout: 60_000, interval: 20 });
    const killed = once(platform.process, "exit");
    platform.process.kill("SIGKILL");
    await killed;
    expect(position()).toBeLessThan(EVENTS);

    platform = await runPlatform({ home: home.root });
    process.kill(platform.demo.pids["stream-worker"] ?? 0, "SIGKILL");
    await vi.waitFor(() => expect(readImportState(home.dataset)?.stage).toBe("done"), { timeout: 120_000, interval: 100 });
    const api = apiClient({ url: platform.demo.apiUrl, key: platform.demo.keys.secret });
    for (const [userId, counts] of Object.entries(expected())) {
      await vi.waitFor(
        async () => {
          const { body } = await api.send("POST", "/v1/users/profile", { userId });
          expect({ userId, counts: (body as { eventCounts: unknown }).eventCounts }).toEqual({ userId, counts });
        },
        { timeout: 60_000, interval: 200 },
      );
    }
  } finally {
    await platform?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
