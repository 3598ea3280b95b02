import { createHash } from "node:crypto";
import { Fault } from "@attune/core/faults";
import {
  API_KEY_ID_LENGTH,
  API_KEY_SECRET_LENGTH,
  type ApiKeyEnvironment,
  type ApiKeyKind,
  apiKeyPrefix,
  formatApiKey,
  SCOPES_OF_KIND,
} from "@attune/core/identity/api-key";
import type { ApiScope } from "@attune/core/ports/control";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import type { ApiKey as ApiKeyRow } from "./generated/client.ts";
import { inTenant } from "./in-tenant.ts";
import { randomBase62 } from "./random-id.ts";

/** A key as the console lists it; the key itself exists at its holder only. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly kind: ApiKeyKind;
  readonly environment: ApiKeyEnvironment;
  /** What of the key may be shown: `atn_sk_live_<id>`. */
  readonly prefix: string;
  readonly scopes: readonly ApiScope[];
  readonly allowedOrigins: readonly string[];
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly lastUsedAtMs: number | undefined;
  readonly revokedAtMs: number | undefined;
}

export interface NewApiKey {
  readonly name: string;
  readonly kind: ApiKeyKind;
  readonly environment: ApiKeyEnvironment;
  /** Left out: all that the kind may hold. */
  readonly scopes?: readonly ApiScope[];
  /** Origins such as `https://shop.example`; left out or empty: any. */
  readonly allowedOrigins?: readonly string[];
}

/** `key` is shown this once: only its hash is stored. */
export async function createApiKey(
  db: AppDb,
  tenantId: string,
  input: NewApiKey,
  by: Change,
): Promise<{ readonly key: string; readonly record: ApiKey }> {
  const { name, kind, environment, scopes = SCOPES_OF_KIND[kind], allowedOrigins = [] } = input;
  const forbidden = scopes.filter((scope) => !SCOPES_OF_KIND[kind].includes(scope));
  if (forbidden.length > 0) throw new Fault("invalid_request", `A ${kind} key cannot have the scope ${forbidden.join(", ")}.`);
  const parts = { kind, environment, id: randomBase62(API_KEY_ID_LENGTH), secret: randomBase62(API_KEY_SECRET_LENGTH) };
  const key = formatApiKey(parts);
  return inTenant(db, tenantId, async (tx) => {
    const data = {
      id: parts.id,
      tenantId,
      name,
      kind,
      environment,
      hash: hashApiKey(key),
      prefix: apiKeyPrefix(parts),
      createdBy: by.actor,
    };
    const record = apiKeyOf(await tx.apiKey.create({ data: { ...data, scopes: [...scopes], allowedOrigins: [...allowedOrigins] } }));
    await appendAudit(tx, tenantId, { ...by, action: "api_key.created", before: null, after: record });
    return { key, record };
  });
}

/** Newest first, revoked ones too. */
export async function listApiKeys(db: AppDb, tenantId: string): Promise<readonly ApiKey[]> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx.apiKey.findMany({ where: { tenantId }, orderBy: [{ createdAt: "desc" }, { id: "asc" }] }),
  );
  return rows.map(apiKeyOf);
}

/** Holds at the data plane as soon as it has read the next control version. Revoking a revoked key changes nothing. */
export async function revokeApiKey(db: AppDb, tenantId: string, id: string, by: Change): Promise<ApiKey> {
  return inTenant(db, tenantId, async (tx) => {
    const found = await tx.apiKey.findFirst({ where: { tenantId, id } });
    if (found === null) throw new Fault("not_found", "There is no such API key.");
    if (found.revokedAt !== null) return apiKeyOf(found);
    const revoked = apiKeyOf(await tx.apiKey.update({ where: { id }, data: { revokedAt: new Date() } }));
    await appendAudit(tx, tenantId, { ...by, action: "api_key.revoked", before: apiKeyOf(found), after: revoked });
    return revoked;
  });
}

/** Notes a use; the newest stays. Does not move the control version, and is not audited: call it seldom (once a minute a key is plenty). */
export async function touchApiKey(db: AppDb, tenantId: string, id: string, usedAt: Date): Promise<void> {
  const older = { OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: usedAt } }] };
  await inTenant(db, tenantId, (tx) => tx.apiKey.updateMany({ where: { tenantId, id, ...older }, data: { lastUsedAt: usedAt } }));
}

/** SHA-256 of the whole key, 32 bytes. */
export function hashApiKey(key: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash("sha256").update(key).digest());
}

function apiKeyOf(row: ApiKeyRow): ApiKey {
  const { id, name, kind, environment, prefix, allowedOrigins, createdBy } = row;
  return {
    id,
    name,
    kind,
    environment,
    prefix,
    scopes: row.scopes as ApiScope[],
    allowedOrigins,
    createdAtMs: row.createdAt.getTime(),
    createdBy,
    lastUsedAtMs: row.lastUsedAt?.getTime(),
    revokedAtMs: row.revokedAt?.getTime(),
  };
}
