import * as z from "zod";

const masterKeySchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/i, "must be 32 bytes in hexadecimal")
  .transform((hex) => new Uint8Array(Buffer.from(hex, "hex")));

const schema = z.object({
  DATABASE_URL: z.string().min(1),
  ATTUNE_MASTER_KEY: masterKeySchema,
  /** Where the tenant's shops reach the api. */
  API_URL: z.url(),
  INTERNAL_API_URL: z.url(),
  INTERNAL_TOKEN_SECRET: z.string().min(32),
  NEXTAUTH_URL: z.url(),
  NEXTAUTH_SECRET: z.string().min(32),
});
export type Env = z.infer<typeof schema>;

/**
 * The console's settings. Called when a request needs them, not on import: `next build` loads every module and knows no settings.
 * Throws one sentence that names what is missing or malformed.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")} (${issue.message})`).join(", ");
  throw new Error(`The console cannot run with these settings: ${faults}.`);
}

/** `next dev` needs `unsafe-eval` for React's debugging aids; nothing else may depend on this. */
export const isDevelopment = process.env.NODE_ENV === "development";
