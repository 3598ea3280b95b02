import { layOutEvents } from "@attune/core/ports/event-layout";
import type { Log } from "@attune/core/ports/log";
import type { ServiceAddresses } from "@attune/core/ports/service-addresses";
import type { StoreBreakers } from "./breaker/store-breakers.ts";
import { type EmbeddedLogOptions, embeddedLog } from "./embedded/log.ts";
import { kafkaLog } from "./kafka/kafka-log.ts";

export interface LogOptions extends Pick<EmbeddedLogOptions, "maxQueuedRecords" | "maxQueuedBytes"> {
  /** For a process with deadlines: guards a log that is reached over the network. */
  readonly breakers?: StoreBreakers;
}

/** The log of this process: on Kafka where brokers are named, else in the folder. */
export async function openLog(
  folder: string,
  { EVENT_PARTITIONS: layout, KAFKA_BROKERS: brokers, KAFKA_CLIENT: client, KAFKA_TOPIC_PREFIX: topicPrefix }: ServiceAddresses,
  { breakers, ...limits }: LogOptions = {},
): Promise<Log> {
  if (layout !== undefined) layOutEvents(layout);
  if (brokers === undefined) {
    const log = embeddedLog(folder, limits);
    // Opened now, so that a layout that is not the log's ends the start.
    await log.bounds("events");
    return log;
  }
  const log = await kafkaLog({ brokers, client, topicPrefix, ...limits });
  return breakers?.log(log) ?? log;
}
