import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LogRecord } from "@attune/core/ports/log";
import { expect, it } from "vitest";
import { embeddedLog } from "./log.ts";
import { embeddedStateStore } from "./state-store.ts";
import { temporaryFolder } from "./temporary-folder.fixture.ts";

const CHILD = fileURLToPath(new URL("./processes-child.fixture.ts", import.meta.url));
const LANE = { lane: "users", partition: 0 } as const;

it("shows each process what the other committed, and passes a group on when its member is killed", async () => {
  const folder = await temporaryFolder();
  const [log, state] = [embeddedLog(folder.path), embeddedStateStore(folder.path)];
  const worker = spawn(process.execPath, [CHILD, folder.path], { stdio: "inherit" });

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
  worker.kill("SIGKILL");
  await once(worker, "exit");
  await log.append("events", [{ partition: 0, key: "t|s", value: Buffer.from("after the kill"), timestampMs: 99 }]);
  expect(await taken.promise).toBe("after the kill");

  await Promise.all([answers.stop(), successor.stop()]);
  await log.close();
  await state.close();
  await folder.remove();
});
