import type { BaseOptions } from "@platformatic/kafka";
import type { KafkaClientOptions } from "../kafka-client.ts";

const REQUEST_MS = 5_000;

/** What every client of the library is opened with. Metadata is asked for anew when a broker says that it is stale. */
export function connectionOptions({ brokers }: Pick<KafkaClientOptions, "brokers">) {
  return {
    clientId: "attune",
    bootstrapBrokers: [...brokers],
    connectTimeout: 1_000,
    timeout: REQUEST_MS,
    requestTimeout: REQUEST_MS,
    metadataMaxAge: 60_000,
    retries: 5,
    retryDelay: (_client: object, _operation: string, attempt: number) => Math.min(500, 50 * 2 ** attempt),
  } satisfies BaseOptions;
}
