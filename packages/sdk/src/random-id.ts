/**
 * A UUID version 4. `crypto.randomUUID` is missing on pages served without TLS, and Node 18 has no global `crypto` at all; ids must only be
 * unlikely to repeat, not secret, so Math.random is good enough there.
 */
export function randomId(): string {
  const source = (globalThis as { crypto?: Partial<typeof globalThis.crypto> }).crypto;
  if (typeof source?.randomUUID === "function") return source.randomUUID();
  const bytes = new Uint8Array(16);
  if (typeof source?.getRandomValues === "function") source.getRandomValues(bytes);
  else for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(Math.random() * 256);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
