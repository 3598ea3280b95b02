import { serviceAddressesSchema } from "@attune/core/ports/service-addresses";
import * as z from "zod";
import { DEFAULT_SETTINGS } from "./collaborators.ts";

const port = z.coerce.number({ error: "must be a port number" }).int().min(0).max(65_535);
const whole = z.coerce.number({ error: "must be a whole number" }).int().positive();

const masterKey = z
  .string({ error: "is missing" })
  .regex(/^[0-9a-f]{64}$/i, "must be 32 bytes in hexadecimal")
  .transform((hex) => new Uint8Array(Buffer.from(hex, "hex")));

const schema = z.object({
  ...serviceAddressesSchema.shape,
  ATTUNE_HOME: z.string({ error: "is missing: the folder that holds the platform's state" }).min(1),
  API_HOST: z.string().min(1).default("127.0.0.1"),
  API_PORT: port.default(4000),
  /** Containers of one network reach each other only where this is not loopback. */
  INTERNAL_HOST: z.string().min(1).default("127.0.0.1"),
  INTERNAL_PORT: port.default(4001),
  METRICS_HOST: z.string().min(1).default("127.0.0.1"),
  METRICS_PORT: port.default(4090),
  DATABASE_URL: z.string({ error: "is missing: the address of Postgres" }).min(1),
  MASTER_KEY: masterKey,
  INTERNAL_TOKEN_SECRET: z.string({ error: "is missing" }).min(32, "must have at least 32 characters"),
  JOURNAL_FILE: z.string().min(1).optional(),
  SUPERVISOR_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  HOT_ALIASES: whole.default(DEFAULT_SETTINGS.hotAliases),
  REMEMBERED_EVENTS: whole.default(DEFAULT_SETTINGS.rememberedEvents),
  WAITING_IMPRESSIONS: whole.default(DEFAULT_SETTINGS.waitingImpressions),
  MAX_QUEUED_RECORDS: whole.default(DEFAULT_SETTINGS.queuedRecords),
  MAX_UNFOLDED_RECORDS: whole.default(DEFAULT_SETTINGS.maxUnfoldedRecords),
  RECOMMENDATION_DEADLINE_MS: whole.default(DEFAULT_SETTINGS.recommendationDeadlineMs),
});
export type Env = z.infer<typeof schema>;

/** The api's settings. Throws one sentence for each that is missing or malformed. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}.`);
  throw new Error(`The api cannot start. ${sentences.join(" ")}`);
}
