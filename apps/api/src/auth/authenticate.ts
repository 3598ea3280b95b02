import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Fault } from "@attune/core/faults";
import { parseApiKey } from "@attune/core/identity/api-key";
import type { ApiKeyControl, ApiScope, TenantControl } from "@attune/core/ports/control";
import type { CurrentControl } from "./current-control.ts";

/** Who is calling. The tenant comes from the key and from nowhere else. */
export interface Caller {
  readonly key: ApiKeyControl;
  readonly tenant: TenantControl;
}

/** The key of a request: `authorization: Bearer atn_…` or `x-api-key`. Throws `Fault` when there is none or it cannot be one of ours. */
export function presentedKey(headers: IncomingHttpHeaders): { text: string; id: string } {
  const authorization = headers.authorization;
  const apiKey = headers["x-api-key"];
  let text: string;
  if (authorization !== undefined) {
    const bearer = /^Bearer +(\S+)$/i.exec(authorization);
    if (bearer === null) throw new Fault("invalid_credential", "The authorization header must read: Bearer atn_…");
    text = bearer[1] as string;
  } else if (typeof apiKey === "string") text = apiKey.trim();
  else throw new Fault("missing_credential", "Send your API key as `authorization: Bearer atn_…` or `x-api-key: atn_…`.");
  const parts = parseApiKey(text);
  if (parts === undefined)
    throw new Fault("invalid_credential", "This is not an Attune API key: its shape or checksum is wrong. Was it copied whole?");
  return { text, id: parts.id };
}

/** `undefined` when no key of this id is known: it may have been made this moment. Throws `Fault` for a wrong or revoked one. */
export function callerOf(presented: { text: string; id: string }, control: CurrentControl, nowMs: number): Caller | undefined {
  const key = control.snapshot.apiKeys.get(presented.id);
  if (key === undefined) return undefined;
  const hash = createHash("sha256").update(presented.text).digest();
  if (hash.length !== key.hash.length || !timingSafeEqual(hash, key.hash)) throw new Fault("invalid_credential");
  if (key.revokedAtMs !== undefined && key.revokedAtMs <= nowMs) throw new Fault("revoked_credential");
  const tenant = control.snapshot.tenants.get(key.tenantId);
  if (tenant === undefined) throw new Fault("invalid_credential", "The tenant of this API key is no longer active.");
  return { key, tenant };
}

/** A publishable key is readable by anyone: it is held to three things whatever scopes were written beside it, and to its origins. */
const PUBLISHABLE: ReadonlySet<ApiScope> = new Set(["events:write", "recommendations:read", "consent:withdraw"]);

export function requireScope({ key }: Caller, scopes: readonly ApiScope[]): void {
  const held = scopes.some((scope) => key.scopes.has(scope) && (key.kind === "secret" || PUBLISHABLE.has(scope)));
  if (held) return;
  const why =
    key.kind === "publishable"
      ? "Publishable keys may send events, read recommendations and withdraw consent only; use a secret key on your server."
      : `It lacks the scope ${scopes.join(" or ")}.`;
  throw new Fault("insufficient_scope", why);
}

export function requireOrigin({ key }: Caller, origin: string | undefined): void {
  if (key.kind === "secret" || origin === undefined || originAllowed(key, origin)) return;
  throw new Fault("origin_not_allowed", "Add this origin to the allow-list of the publishable key.");
}

export function originAllowed(key: ApiKeyControl, origin: string): boolean {
  return key.allowedOrigins.length === 0 || key.allowedOrigins.includes(origin) || key.allowedOrigins.includes("*");
}
