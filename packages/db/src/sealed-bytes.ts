import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under the 32-byte master key: version byte, 12 bytes of IV, ciphertext, 16 bytes of tag. `purpose` is authenticated with it, so
 * one tenant's secret cannot be put in another's place.
 */
export function seal(masterKey: Uint8Array, purpose: string, plain: Uint8Array): Uint8Array<ArrayBuffer> {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", masterKey, iv).setAAD(Buffer.from(purpose));
  return Uint8Array.from(Buffer.concat([Buffer.of(VERSION), iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
}

/** Throws where the key, the purpose or a byte is not the one it was sealed with. */
export function unseal(masterKey: Uint8Array, purpose: string, sealed: Uint8Array): Uint8Array {
  if (sealed[0] !== VERSION || sealed.length < 1 + IV_BYTES + TAG_BYTES)
    throw new Error(`The ${purpose} was sealed in a form that this version does not know.`);
  const decipher = createDecipheriv("aes-256-gcm", masterKey, sealed.subarray(1, 1 + IV_BYTES));
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(1 + IV_BYTES, -TAG_BYTES)), decipher.final()]));
  } catch (cause) {
    throw new Error(`The ${purpose} cannot be unsealed: the master key is probably not the one this database was made with.`, { cause });
  }
}

/** Purpose under which a tenant's pepper is sealed; written and read by two files. */
export function pepperPurpose(tenantId: string): string {
  return `pepper of tenant ${tenantId}`;
}
