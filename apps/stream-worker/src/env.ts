import { serviceAddressesSchema } from "@attune/core/ports/service-addresses";
import * as z from "zod";

const masterKey = z
  .string({ error: "is missing" })
  .regex(/^[0-9a-f]{64}$/i, "must be 32 bytes in hexadecimal")
  .transform((hex) => new Uint8Array(Buffer.from(hex, "hex")));

const schema = z.object({
  ...serviceAddressesSchema.shape,
  ATTUNE_HOME: z.string({ error: "is missing: the folder that holds the platform's state" }).min(1),
  DATABASE_URL: z.string({ error: "is missing: the address of Postgres" }).min(1),
  MASTER_KEY: masterKey,
  /** Each api's internal listener, several with commas: all are asked to forget people. Without it nobody asks. */
  INTERNAL_API_URL: z
    .string()
    .transform((urls) => urls.split(",").map((url) => url.trim()))
    .pipe(z.array(z.url()))
    .optional(),
  INTERNAL_TOKEN_SECRET: z.string().min(32).optional(),
  METRICS_HOST: z.string().min(1).default("127.0.0.1"),
  WORKER_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});
export type Env = z.infer<typeof schema>;

/** The only reader of process.env. Throws one sentence that names every variable that is wrong. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  throw new Error(`The worker's environment is not right: ${problems.join("; ")}.`);
}
