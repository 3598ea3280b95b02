import { writeSync } from "node:fs";
import { endWithParent } from "./child-process.fixture.ts";
import { embeddedLog } from "./log.ts";
import { embeddedStateStore } from "./state-store.ts";

/**
 * What crash.test.ts kills. `append <folder> <name>` appends to one partition and prints `offset text` for what was acknowledged;
 * `append-and-fold` also counts the partition's records into ten counters, each batch committed beside its offset.
 */
endWithParent();
const [role, folder, name] = process.argv.slice(2) as [string, string, string];
const log = embeddedLog(folder);

async function appendForEver(): Promise<void> {
  for (let n = 0; ; ) {
    const calls = [1, 7, 40].map((size) => Array.from({ length: size }, () => `${name}:${n++}`));
    const acknowledged = await Promise.all(
      calls.map((texts) =>
        log.append(
          "events",
          texts.map((text) => ({ partition: 0, key: name, value: Buffer.from(text.padEnd(300)), timestampMs: n })),
        ),
      ),
    );
    const lines = calls.flatMap((texts, call) => texts.map((text, i) => `${acknowledged[call]?.[i]} ${text}\n`));
    writeSync(1, lines.join(""));
  }
}

async function foldForEver(): Promise<void> {
  const state = embeddedStateStore(folder);
  const lane = { lane: "users", partition: 0 } as const;
  const keys = Array.from({ length: 10 }, (_, i) => ({ ...lane, key: `count|${i}` }));
  const { epoch, offset } = await state.claim(lane);
  let expectedOffset = offset;
  const running = await log.subscribe({
    topic: "events",
    group: "users",
    maxBatchRecords: 64,
    startOffset: async (partition) => (partition === 0 ? offset : 0),
    async handle({ records }) {
      const counts = (await state.read(keys)).map((value) => (value === undefined ? 0 : Buffer.from(value).readUInt32BE(0)));
      for (const record of records) counts[record.offset % 10] = (counts[record.offset % 10] as number) + 1;
      const nextOffset = (records.at(-1)?.offset ?? 0) + 1;
      const puts = counts.map((count, i) => {
        const value = Buffer.alloc(4);
        value.writeUInt32BE(count);
        return [`count|${i}`, value] as const;
      });
      const outcome = await state.commit({ ...lane, epoch, expectedOffset, nextOffset, puts });
      if (outcome !== "committed") throw new Error(`commit: ${outcome}`);
      expectedOffset = nextOffset;
      return nextOffset;
    },
  });
  await running.finished;
}

await Promise.all([appendForEver(), role === "append-and-fold" ? foldForEver() : undefined]);
