import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { embeddedLog } from "@attune/adapters/embedded/log";
import { embeddedStateStore } from "@attune/adapters/embedded/state-store";
import { foldedContents } from "@attune/stream-worker/folded-contents.fixture";
import { expect, test, vi } from "vitest";
import { apiClient } from "../../scenarios/api-client.ts";
import { type Home, homeAt } from "../platform/home.ts";
import { type RunningPlatform, runPlatform } from "../testing/run-platform.ts";
import { readImportState, writeImportState } from "./import-state.ts";

const USERS = 200;
const ITEMS = 300;
const EVENTS = 60_000;
const TYPES = ["view", "play", "complete", "like"];
const userOf = (i: number) => `user-${(i * 7919) % USERS}`;
const typeOf = (i: number) => TYPES[(i * 31) % TYPES.length] ?? "view";

/** What every person did, counted from the data itself. */
function expectedCounts(): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (let i = 0; i < EVENTS; i++) {
    const own = counts[userOf(i)] ?? {};
    counts[userOf(i)] = own;
    own[typeOf(i)] = (own[typeOf(i)] ?? 0) + 1;
  }
  return counts;
}

function writeData(folder: string): void {
  mkdirSync(folder);
  const lines = (count: number, line: (i: number) => unknown) =>
    `${Array.from({ length: count }, (_, i) => JSON.stringify(line(i))).join("\n")}\n`;
  const item = (i: number) => ({ itemId: `item-${i}`, title: `Item ${i}`, categories: [`c${i % 5}`] });
  // The last event is two hours after all others: ticks, which follow the wall clock, close nothing before the import is through.
  const timestamp = (i: number) => 1_600_000_000_000 + i * 1000 + (i === EVENTS - 1 ? 7_200_000 : 0);
  const event = (i: number) => ({
    eventId: `e${i}`,
    type: typeOf(i),
    userId: userOf(i),
    itemId: `item-${(i * 13 + ((i * i) % 17)) % ITEMS}`,
    timestamp: timestamp(i),
  });
  writeFileSync(path.join(folder, "items.jsonl"), lines(ITEMS, item));
  writeFileSync(path.join(folder, "events.jsonl"), lines(EVENTS, event));
}

async function killed(process: RunningPlatform["process"]): Promise<void> {
  const exit = once(process, "exit");
  process.kill("SIGKILL");
  await exit;
}

const imported = (home: Home) =>
  vi.waitFor(() => expect(readImportState(home.dataset)?.stage).toBe("done"), { timeout: 120_000, interval: 100 });

/** Waits until both lanes stand at the end of their logs, stops the platform, and reads what is stored. */
async function contentsAfter(platform: RunningPlatform, home: Home): Promise<Map<string, string>> {
  const data = path.join(home.root, "data");
  const [log, state] = [embeddedLog(data), embeddedStateStore(data)];
  try {
    for (const [topic, lane] of [
      ["events", "users"],
      ["item-deltas", "items"],
    ] as const) {
      await vi.waitFor(
        async () => {
          for (const { partition, end } of await log.bounds(topic)) expect(await state.offset({ lane, partition })).toBe(end);
        },
        { timeout: 120_000, interval: 50 },
      );
    }
    await platform.stop();
    return await foldedContents(state);
  } finally {
    await Promise.all([log.close(), state.close()]);
  }
}

test("an import whose platform, worker and api are killed with -9 ends in the same people and items as an undisturbed one", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-import-"));
  const data = path.join(folder, "data");
  const [calm, rough] = [homeAt(path.join(folder, "calm")), homeAt(path.join(folder, "rough"))];
  writeData(data);
  let platform: RunningPlatform | undefined;
  try {
    // Both runs begin as the same tenant, with the same pepper.
    platform = await runPlatform({ home: calm.root, flags: ["--no-traffic"] });
    await platform.stop();
    cpSync(calm.root, rough.root, { recursive: true });
    chmodSync(path.join(rough.root, "postgres/data"), 0o700); // copying widens it, and Postgres minds

    platform = await runPlatform({ home: calm.root, flags: ["--dataset", data] });
    await imported(calm);
    const undisturbed = await contentsAfter(platform, calm);

    const { shiftMs } = readImportState(calm.dataset) ?? {};
    writeImportState(rough.dataset, {
      folder: data,
      format: "jsonl",
      stage: "catalogue",
      shiftMs: shiftMs as number,
      events: EVENTS,
      position: 0,
    });
    const position = () => readImportState(rough.dataset)?.position ?? 0;
    const past = (count: number) => vi.waitFor(() => expect(position()).toBeGreaterThan(count), { timeout: 120_000, interval: 5 });

    platform = await runPlatform({ home: rough.root }); // an import that has begun goes on, with the shift that it has
    await past(5_000);
    await killed(platform.process);
    expect(position()).toBeLessThan(EVENTS);

    platform = await runPlatform({ home: rough.root });
    process.kill(platform.demo.pids["stream-worker"] ?? 0, "SIGKILL");
    process.kill(platform.demo.pids["api"] ?? 0, "SIGKILL");
    await imported(rough);
    const api = apiClient({ url: platform.demo.apiUrl, key: platform.demo.keys.secret });
    for (const [userId, counts] of Object.entries(expectedCounts())) {
      await vi.waitFor(
        async () => {
          const { body } = await api.send("POST", "/v1/users/profile", { userId });
          expect({ userId, counts: (body as { eventCounts: unknown }).eventCounts }).toEqual({ userId, counts });
        },
        { timeout: 60_000, interval: 200 },
      );
    }
    const disturbed = await contentsAfter(platform, rough);

    expect([...undisturbed.keys()].filter((key) => key.startsWith("users")).length).toBe(USERS);
    expect([...undisturbed.keys()].filter((key) => key.startsWith("items")).length).toBeGreaterThan(ITEMS);
    expect(differences(undisturbed, disturbed)).toEqual([]);
  } finally {
    await platform?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Keys only, so that a failure can be read. */
function differences(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}
