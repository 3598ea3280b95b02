import { type KafkaLogOptions, kafkaLog } from "@attune/adapters/kafka/kafka-log";
import type { Log } from "@attune/core/ports/log";

export const CLIENTS = ["kafkajs", "platformatic"] as const;
export type ClientName = (typeof CLIENTS)[number];

export const PARTITIONS = 4;
/** What the platform's own workers have. */
export const SESSION_MS = 6_000;

let logs = 0;

/** Topics of its own on the broker, so that one measurement does not read another's records. */
export function clientOptions(client: ClientName, broker: string): KafkaLogOptions {
  return { brokers: [broker], client, topicPrefix: `bench${logs++}.`, sessionMs: SESSION_MS };
}

export async function withLog<T>(options: KafkaLogOptions, use: (log: Log) => Promise<T>): Promise<T> {
  const log = await kafkaLog(options);
  try {
    return await use(log);
  } finally {
    await log.close();
  }
}
