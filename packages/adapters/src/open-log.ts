import type { Log } from "@attune/core/ports/log";
import type { ServiceAddresses } from "@attune/core/ports/service-addresses";
import { type EmbeddedLogOptions, embeddedLog } from "./embedded/log.ts";
import { kafkaLog } from "./kafka/kafka-log.ts";

/** The log of this process: on Kafka where brokers are named, else in the folder. */
export async function openLog(
  folder: string,
  { KAFKA_BROKERS: brokers, KAFKA_CLIENT: client, KAFKA_TOPIC_PREFIX: topicPrefix }: ServiceAddresses,
  limits: Pick<EmbeddedLogOptions, "maxQueuedRecords" | "maxQueuedBytes"> = {},
): Promise<Log> {
  return brokers === undefined ? embeddedLog(folder, limits) : kafkaLog({ brokers, client, topicPrefix, ...limits });
}
