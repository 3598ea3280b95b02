import * as z from "zod";

const text = z.string().trim().min(1);

/**
 * Where the real services are. One variable switches one port; what is not named lives inside our own processes, in the state folder.
 * `KAFKA_BROKERS`: `host:port`, several with commas. `KAFKA_CLIENT`: the library that speaks to them. `QDRANT_URL` and `REDIS_URL`: with their ports.
 */
export const serviceAddressesSchema = z.object({
  KAFKA_BROKERS: text.transform((brokers) => brokers.split(",").map((broker) => broker.trim())).optional(),
  KAFKA_CLIENT: z.enum(["kafkajs", "platformatic"], { error: "must be kafkajs or platformatic" }).default("kafkajs"),
  KAFKA_TOPIC_PREFIX: z.string().trim().default(""),
  REDIS_URL: text.regex(/^rediss?:\/\//, "must begin with redis:// or rediss://").optional(),
  QDRANT_URL: z.url({ protocol: /^https?$/, error: "must be an address such as http://127.0.0.1:6333" }).optional(),
  QDRANT_API_KEY: text.optional(),
});
export type ServiceAddresses = z.infer<typeof serviceAddressesSchema>;
