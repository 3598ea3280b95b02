import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { embeddedLog } from "@attune/adapters/embedded/log";
import { embeddedStateStore } from "@attune/adapters/embedded/state-store";
import { fileCheckpointStore } from "@attune/adapters/files/checkpoint-store";
import { rebuildWorld } from "@attune/stream-worker/rebuild/rebuild-world.fixture";
import { afterEach, beforeEach, expect, it } from "vitest";

const PARTITION = { lane: "users", partition: 2 } as const;
let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "attune-rebuild-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function rebuild(...flags: readonly string[]): { readonly code: number | null; readonly text: string } {
  const run = spawnSync(process.execPath, [path.join(import.meta.dirname, "rebuild.ts"), ...flags], {
    env: { PATH: process.env.PATH, ATTUNE_HOME: home },
    encoding: "utf8",
  });
  return { code: run.status, text: run.stdout + run.stderr };
}

it("proves a lane, names what differs without naming anybody, and puts it right", async () => {
  expect(rebuild("--lane", "users")).toMatchObject({ code: 2, text: expect.stringContaining(`There is no state in ${home}`) });
  const data = path.join(home, "data");
  const [log, state] = [embeddedLog(data), embeddedStateStore(data)];
  const world = rebuildWorld({ log, state, checkpoints: fileCheckpointStore(path.join(home, "checkpoints")) });
  const worker = await world.start();
  await world.live(0, 600);
  await world.folded();
  await worker.stop();
  let damaged = "";
  for await (const { key } of state.scan(PARTITION, "s")) damaged = key;
  const { epoch, offset } = await state.claim(PARTITION);
  await state.commit({ ...PARTITION, epoch, expectedOffset: offset, nextOffset: offset, puts: [[damaged, Buffer.from("damaged")]] });
  await Promise.all([log.close(), state.close()]);

  const proof = rebuild("--lane", "users", "--verify");
  expect(proof.text).toMatch(/users\/2: NOT EQUAL/);
  expect(proof.text).toMatch(/users\/1: every value equals what the log says/);
  expect(proof.text).toMatch(/differing: behaviour of tenant t1, key #[0-9a-f]{12}\n/);
  expect(proof.text).not.toContain("person-");
  expect(proof.code).toBe(1);
  expect(rebuild("--lane", "users", "--partition", "2", "--from", "log")).toMatchObject({
    code: 1,
    text: expect.stringContaining("was not equal and is put right"),
  });
  for (const lane of ["users", "items", "learner"]) expect(rebuild("--lane", lane, "--verify")).toMatchObject({ code: 0 });
}, 60_000);
