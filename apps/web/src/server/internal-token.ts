import { createHmac } from "node:crypto";
import type { Role } from "../session/roles.ts";

export interface InternalClaims {
  /** The user's id. */
  readonly sub: string;
  /** The tenant's id. */
  readonly tenant: string;
  readonly role: Role;
}

export const TOKEN_LIFETIME_SECONDS = 60;

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * A compact JWS (RFC 7515, HS256) that the api's internal listener accepts for one minute: long enough to open a stream or send a
 * request, too short to be worth stealing from a log.
 */
export function internalToken(claims: InternalClaims, secret: string, nowMs: number): string {
  const issuedAt = Math.floor(nowMs / 1000);
  const payload = { ...claims, iat: issuedAt, exp: issuedAt + TOKEN_LIFETIME_SECONDS };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(payload)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
