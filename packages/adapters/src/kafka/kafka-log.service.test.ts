import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { logContract } from "@attune/core/ports/log.contract";
import { TOPICS } from "@attune/core/ports/topics";
import { ConfigResourceTypes, Kafka, logLevel } from "kafkajs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../../../../scripts/platform/ports.ts";
import { startKafka } from "../../../../scripts/services/kafka.ts";
import type { Service } from "../../../../scripts/services/service.ts";
import { kafkaLog } from "./kafka-log.ts";

let folder: string;
let broker: Service;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attune-kafka-"));
  const [port, controllerPort] = (await freePorts(2, "127.0.0.1")) as [number, number];
  broker = await startKafka({ folder, node: { id: 1, port, controllerPort } });
}, 120_000);
afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
});

let installations = 0;
describe.each(["kafkajs", "platformatic"] as const)("Kafka by %s", (client) => {
  logContract(client, async () => {
    const options = { brokers: [broker.address], client, topicPrefix: `t${installations++}.` };
    let port = await kafkaLog(options);
    return {
      port,
      reopen: async () => {
        await port.close();
        port = await kafkaLog(options);
        return port;
      },
      cleanup: () => port.close(),
    };
  });

  it("reads the end of a partition without what lies before it, in whichever partition", async () => {
    const log = await kafkaLog({ brokers: [broker.address], client, topicPrefix: `long.${client}.` });
    const value = Buffer.alloc(10_000, 7);
    for (let batch = 0; batch < 40; batch++)
      await log.append(
        "events",
        Array.from({ length: 100 }, (_, i) => ({ partition: i % 2, key: `${batch}-${i}`, value, timestampMs: Date.now() })),
      );
    const found = await log.read("events", 1, 1_990, 100);
    expect(found.map(({ offset }) => offset)).toEqual([1990, 1991, 1992, 1993, 1994, 1995, 1996, 1997, 1998, 1999]);
    expect(found.at(-1)?.key).toBe("39-99");
    await log.close();
  });

  it("passes over what compaction removed, and comes to the end", async () => {
    const topicPrefix = `compacted.${client}.`;
    const log = await kafkaLog({ brokers: [broker.address], client, topicPrefix });
    const put = (key: string, value: string) =>
      log.append("catalogue", [{ partition: 0, key, value: Buffer.from(value), timestampMs: Date.now() }]);
    await compactAtOnce(broker.address, `${topicPrefix}${TOPICS.catalogue.name}`);
    for (const [key, value] of [
      ["a", "1"],
      ["b", "1"],
      ["a", "2"],
      ["b", ""],
      ["c", "3"],
      ["c", ""],
    ] as const)
      await put(key, value);
    // Only closed segments are compacted, and a segment is closed by the append that comes after it is old enough: the last record always stays.
    const offsets = async () => {
      await put("last", "");
      return (await log.read("catalogue", 0, 0, 1_000)).filter(({ key }) => key !== "last").map(({ offset }) => offset);
    };
    await expect.poll(offsets, { timeout: 60_000, interval: 1_000 }).toEqual([2]);

    const { end } = (await log.bounds("catalogue"))[0] as { end: number };
    const reached = Promise.withResolvers<number>();
    const running = await log.subscribe({
      topic: "catalogue",
      maxBatchRecords: 2,
      startOffset: async () => 0,
      async handle({ records }) {
        const next = (records.at(-1)?.offset as number) + 1;
        if (next >= end) reached.resolve(next);
        return next;
      },
    });
    expect(await reached.promise).toBe(end);
    await running.stop();
    await log.close();
  });
});

/** Closes and cleans segments in moments instead of days. */
async function compactAtOnce(address: string, topic: string): Promise<void> {
  const admin = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING }).admin();
  const entries = (settings: Readonly<Record<string, string>>) => Object.entries(settings).map(([name, value]) => ({ name, value }));
  await admin.connect();
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      { type: ConfigResourceTypes.BROKER, name: "1", configEntries: entries({ "log.cleaner.backoff.ms": "100" }) },
      {
        type: ConfigResourceTypes.TOPIC,
        name: topic,
        configEntries: entries({
          "cleanup.policy": "compact",
          "segment.ms": "1",
          "delete.retention.ms": "0",
          "min.cleanable.dirty.ratio": "0",
          "file.delete.delay.ms": "0",
        }),
      },
    ],
  });
  await admin.disconnect();
}
