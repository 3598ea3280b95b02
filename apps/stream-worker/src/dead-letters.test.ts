import { deadLetterSchema } from "@attune/core/events/dead-letter";
import { memoryLog } from "@attune/core/ports/log.memory";
import { UndecodableRecord } from "@attune/core/ports/record-codec";
import { expect, it } from "vitest";
import { deadLetters } from "./dead-letters.ts";

it("parks a record whole, where its person's erasure finds it, under the same id after a crash", async () => {
  const log = memoryLog();
  const park = deadLetters(log, () => 42);
  const record = { offset: 7, key: "t1|s1", value: new Uint8Array([0, 1, 2]), timestampMs: 1 };
  const dead = { topic: "events", partition: 3, record, error: new UndecodableRecord("it is cut off") } as const;
  await park([dead]);
  await park([dead, { ...dead, topic: "item-deltas", record: { ...record, key: "t1" }, error: new TypeError("nobody foresaw this") }]);
  await park([]);
  const records = await log.read("dead-letters", 0, 0, 10);
  expect(records.map(({ key }) => key)).toEqual(["t1|s1", "t1|s1", "t1|"]);
  const letters = records.map(({ value }) => deadLetterSchema.parse(JSON.parse(Buffer.from(value).toString())));
  expect(letters[0]).toEqual({
    id: "events-3-7",
    tenant: "t1",
    subject: "s1",
    source: "worker",
    code: "undecodable",
    path: "attune.events",
    message: "UndecodableRecord: it is cut off",
    fingerprint: "- undecodable attune.events",
    record: "AAEC",
    atMs: 42,
  });
  expect(letters[1]?.id).toBe("events-3-7");
  expect(letters[2]).toMatchObject({ id: "item-deltas-3-7", code: "unfoldable", message: "TypeError: nobody foresaw this" });
});
