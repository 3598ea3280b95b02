import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { embeddedLog } from "@attune/adapters/embedded/log";
import { embeddedStateStore } from "@attune/adapters/embedded/state-store";
import { fileCheckpointStore } from "@attune/adapters/files/checkpoint-store";
import { rebuildWorld } from "@attune/stream-worker/rebuild/rebuild-world.fixture";
import { afterEach, beforeEach, expect, it } from "vitest";

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "attune-repartition-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function run(program: string, flags: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawnSync(process.execPath, [path.join(import.meta.dirname, program), ...flags], {
    env: { PATH: process.env.PATH, ATTUNE_HOME: home, ...env },
    encoding: "utf8",
  });
  return { code: child.status, text: child.stdout + child.stderr };
}

it("moves people, says what every process needs from now on, and lets none start without it", async () => {
  expect(run("repartition.ts", ["--partitions", "6"])).toMatchObject({
    code: 1,
    text: expect.stringContaining(`There is no log in ${home}`),
  });
  const data = path.join(home, "data");
  const [log, state] = [embeddedLog(data), embeddedStateStore(data)];
  const world = rebuildWorld({ log, state, checkpoints: fileCheckpointStore(path.join(home, "checkpoints")) });
  const worker = await world.start();
  await world.live(0, 400);
  await world.folded();
  await worker.stop();
  await Promise.all([log.close(), state.close()]);

  expect(run("repartition.ts", ["--partitions", "6"], { KAFKA_BROKERS: "127.0.0.1:1" })).toMatchObject({
    code: 1,
    text: expect.stringContaining("embedded log only"),
  });
  const moved = run("repartition.ts", ["--partitions", "6"]);
  expect(moved).toMatchObject({ code: 0, text: expect.stringContaining("every process of this installation needs EVENT_PARTITIONS=4-9") });
  expect(moved.text).toMatch(/ \d{2,} values of people moved from partitions 0-3 to 4-9, each the same byte for byte/);
  for (const former of [{}, { EVENT_PARTITIONS: "4" }, { EVENT_PARTITIONS: "10" }])
    expect(run("rebuild.ts", ["--lane", "items", "--verify"], former)).toMatchObject({
      code: 2,
      text: expect.stringContaining("The log of events writes partitions 4-9, and EVENT_PARTITIONS asks for 0-"),
    });
  expect(run("repartition.ts", ["--partitions", "6"])).toMatchObject({ code: 1, text: expect.stringContaining("writes partitions 4-9") });
  expect(run("rebuild.ts", ["--lane", "items", "--verify"], { EVENT_PARTITIONS: "4-9" })).toMatchObject({ code: 0 });
  expect(run("repartition.ts", ["--partitions", "3"], { EVENT_PARTITIONS: "4-9" })).toMatchObject({
    code: 0,
    text: expect.stringContaining("EVENT_PARTITIONS=10-12"),
  });
}, 90_000);
