import { createHmac } from "node:crypto";

const LIFETIME_SECONDS = 60;
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token for the api's internal listener, as the console signs them: whoever may read the secrets of the state folder is its operator. */
export function operatorToken(secret: string, nowMs: number): string {
  const exp = Math.floor(nowMs / 1000) + LIFETIME_SECONDS;
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: "system:status", tenant: "none", role: "operator", exp })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
