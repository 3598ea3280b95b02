import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

const ITERATIONS = 4096;

/**
 * What Postgres stores for a password, so that the password itself never travels in an ALTER ROLE that a server may log. `salt`: 16 bytes.
 * Format: PostgreSQL documentation, "pg_authid"; derivation: RFC 5803 and RFC 7677. The password must be ASCII (no SASLprep is done).
 */
export function scramVerifier(password: string, salt: Uint8Array): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const mac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(mac("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${Buffer.from(salt).toString("base64")}$${storedKey}:${mac("Server Key").toString("base64")}`;
}
