import * as z from "zod";

const text = z.string().trim().min(1);

/** `4`: partitions 0 to 3. `4-9`: those six, after people were moved there. */
const layout = text
  .regex(/^([1-9]\d{0,2}|\d{1,3}-\d{1,3})$/, "must be a count such as 4, or what npm run repartition says, such as 4-9")
  .transform((value) => {
    const [first, last] = value.split("-").map(Number) as [number, number?];
    return last === undefined ? { first: 0, count: first } : { first, count: last - first + 1 };
  })
  .refine(({ count }) => count > 0, "must not end before it begins");

/**
 * Where the real services are. One variable switches one port; what is not named lives inside our own processes, in the state folder.
 * `EVENT_PARTITIONS`: which partitions of the events are written, the same for all processes; 4 unless it is set.
 * `KAFKA_BROKERS`: `host:port`, several with commas. `KAFKA_CLIENT`: the library that speaks to them. `QDRANT_URL` and `REDIS_URL`: with their ports.
 */
export const serviceAddressesSchema = z.object({
  KAFKA_BROKERS: text.transform((brokers) => brokers.split(",").map((broker) => broker.trim())).optional(),
  KAFKA_CLIENT: z.enum(["kafkajs", "platformatic"], { error: "must be kafkajs or platformatic" }).default("kafkajs"),
  EVENT_PARTITIONS: layout.optional(),
  KAFKA_TOPIC_PREFIX: z.string().trim().default(""),
  REDIS_URL: text.regex(/^rediss?:\/\//, "must begin with redis:// or rediss://").optional(),
  QDRANT_URL: z.url({ protocol: /^https?$/, error: "must be an address such as http://127.0.0.1:6333" }).optional(),
  QDRANT_API_KEY: text.optional(),
});
export type ServiceAddresses = z.infer<typeof serviceAddressesSchema>;
