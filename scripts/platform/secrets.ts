import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { Failure } from "./failure.ts";
import { writeAtomically } from "./write-atomically.ts";

const keysSchema = z.object({ secret: z.string(), publishable: z.string() });

const secretsSchema = z.object({
  /** 32 bytes, hexadecimal: what seals the tenants' own secrets. */
  masterKey: z.hex().length(64),
  /** Signs the short-lived tokens between console and api. */
  internalTokenSecret: z.string().min(32),
  nextAuthSecret: z.string().min(32),
  /** Of the first demo tenant; the database holds only their hashes. */
  demoKeys: keysSchema.optional(),
  /** Of the demo tenants after the first, by slug. */
  moreDemoKeys: z.record(z.string(), keysSchema).default({}),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** The secrets of this state folder: made once, readable by this user only. A file that was damaged is refused, since a new key could not open what the old one sealed. */
export function loadSecrets(file: string): Secrets {
  if (!existsSync(file)) saveSecrets(file, newSecrets());
  chmodSync(file, 0o600);
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new Failure(`${file} is damaged. Put back a copy, or forget the state with: npm start -- --fresh`, { cause });
  }
}

export function saveSecrets(file: string, secrets: Secrets): void {
  writeAtomically(file, JSON.stringify(secrets, null, 2), 0o600);
}

function newSecrets(): Secrets {
  const text = () => randomBytes(32).toString("base64url");
  return { masterKey: randomBytes(32).toString("hex"), internalTokenSecret: text(), nextAuthSecret: text(), moreDemoKeys: {} };
}
