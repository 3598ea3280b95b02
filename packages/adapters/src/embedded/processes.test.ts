import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LogRecord } from "@attune/core/ports/log";
import { expect, it } from "vitest";
import { startChild } from "./child-process.fixture.ts";
import { embeddedLog } from "./log.ts";
import { embeddedStandingStore } from "./standing-store.ts";
import { embeddedStateStore } from "./state-store.ts";
import { temporaryFolder } from "./temporary-folder.fixture.ts";

const CHILD = fileURLToPath(new URL("./processes-child.fixture.ts", import.meta.url));
const WRITE_ONCE = fileURLToPath(new URL("./write-once-child.fixture.ts", import.meta.url));
const LANE = { lane: "users", partition: 0 } as const;

it("shows each process what the other committed, and passes a group on when its member is killed", async () => {
  const folder = await temporaryFolder();
  const [log, state] = [embeddedLog(folder.path), embeddedStateStore(folder.path)];
  const worker = startChild(CHILD, folder.path);

  let answered = Promise.withResolvers<string>();
  const answers = await log.subscribe({
    topic: "examples",
    maxBatchRecords: 10,
    startOffset: async () => 0,
    async handle({ records }) {
      for (const record of records) answered.resolve(Buffer.from(record.value).toString());
      return (records.at(-1) as LogRecord).offset + 1;
    },
  });
  for (let i = 0; i < 20; i++) {
    answered = Promise.withResolvers();
    await log.append("events", [{ partition: 0, key: "t|s", value: Buffer.from(`event ${i}`), timestampMs: i }]);
    expect(await answered.promise).toBe(`event ${i}`);
    // Without a turn of the event loop in between: the commit came before the answer, so it must be seen.
    const [last] = await state.read([{ ...LANE, key: "st|last" }]);
    expect(Buffer.from(last as Uint8Array).toString()).toBe(`event ${i}`);
    expect(await state.offset(LANE)).toBe(i + 1);
  }

  const taken = Promise.withResolvers<string>();
  const successor = await log.subscribe({
    topic: "events",
    group: "users",
    maxBatchRecords: 10,
    startOffset: (partition) => state.offset({ ...LANE, partition }),
    async handle({ records }) {
      taken.resolve(Buffer.from((records[0] as LogRecord).value).toString());
      return (records.at(-1) as LogRecord).offset + 1;
    },
  });
  await worker.kill();
  await log.append("events", [{ partition: 0, key: "t|s", value: Buffer.from("after the kill"), timestampMs: 99 }]);
  expect(await taken.promise).toBe("after the kill");

  await Promise.all([answers.stop(), successor.stop()]);
  await log.close();
  await state.close();
  await folder.remove();
});

it("sees another process's commits at once, even within a turn of the event loop that has read before", async () => {
  const folder = await temporaryFolder();
  const [log, state, standings] = [embeddedLog(folder.path), embeddedStateStore(folder.path), embeddedStandingStore(folder.path)];
  await log.bounds("examples");
  const look = () => Promise.all([log.bounds("examples"), state.offset(LANE), standings.read("t", ["s"])]);
  // Nothing is awaited between the three: the stores read within the call.
  const before = look();
  spawnSync(process.execPath, [WRITE_ONCE, folder.path], { stdio: "inherit" });
  const after = look();
  expect(await before).toEqual([[{ partition: 0, begin: 0, end: 0 }], 0, [undefined]]);
  expect(await after).toMatchObject([[{ partition: 0, begin: 0, end: 1 }], 1, [{ suppressed: true }]]);
  await Promise.all([log.close(), state.close(), standings.close()]);
  await folder.remove();
});
