import { createHmac, timingSafeEqual } from "node:crypto";
import { Fault } from "@attune/core/faults";
import * as z from "zod";

const headerSchema = z.object({ alg: z.literal("HS256"), typ: z.literal("JWT").optional() });
const claimsSchema = z.object({ sub: z.string().min(1), tenant: z.string().min(1), role: z.string().min(1), exp: z.number() });
export type ConsoleClaims = z.infer<typeof claimsSchema>;

/**
 * The claims of a compact JWS (RFC 7515) that the console signed with HMAC-SHA-256. The algorithm is ours to choose, not the token's. Throws `Fault`
 * for a token that is missing, forged, malformed or expired, without saying which to whoever forged it.
 */
export function verifyToken(authorization: string | undefined, secret: string, nowMs: number): ConsoleClaims {
  const token = /^Bearer +([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(authorization ?? "");
  if (token === null) throw new Fault("missing_credential", "A token of the console is required.");
  const [, header, payload, signature] = token as unknown as [string, string, string, string];
  const expected = createHmac("sha256", secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused();
  const claims = claimsSchema.safeParse(decoded(payload));
  if (!headerSchema.safeParse(decoded(header)).success || !claims.success || claims.data.exp * 1000 <= nowMs) throw refused();
  return claims.data;
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

function refused(): Fault {
  return new Fault("invalid_credential", "The token of the console is not valid or has expired.");
}
