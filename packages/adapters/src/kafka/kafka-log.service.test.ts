import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { logContract } from "@attune/core/ports/log.contract";
import { afterAll, beforeAll } from "vitest";
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
logContract(
  "Kafka by kafkajs",
  async () => {
    const options = { brokers: [broker.address], topicPrefix: `t${installations++}.` };
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
  },
  "broker",
);
