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
import { inTenant, type TenantTx } from "./in-tenant.ts";
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
  /** From when on it is refused; in the future for a key that was replaced and is still being taken out of use. */
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

/** A key as its holder gets it: `key` is seen this once, only its hash is stored. */
export interface MadeApiKey {
  readonly key: string;
  readonly record: ApiKey;
}

/** Throws `Fault` invalid_request for a scope that the kind may not have. */
export async function createApiKey(db: AppDb, tenantId: string, input: NewApiKey, by: Change): Promise<MadeApiKey> {
  const { kind, scopes = SCOPES_OF_KIND[kind] } = input;
  const forbidden = scopes.filter((scope) => !SCOPES_OF_KIND[kind].includes(scope));
  if (forbidden.length > 0) throw new Fault("invalid_request", `A ${kind} key cannot have the scope ${forbidden.join(", ")}.`);
  return inTenant(db, tenantId, async (tx) => {
    const made = await insertKey(tx, tenantId, { ...input, scopes }, by.actor);
    await appendAudit(tx, tenantId, { ...by, action: "api_key.created", before: null, after: made.record });
    return made;
  });
}

async function insertKey(tx: TenantTx, tenantId: string, input: NewApiKey, createdBy: string): Promise<MadeApiKey> {
  const { name, kind, environment, scopes = [], allowedOrigins = [] } = input;
  const parts = { kind, environment, id: randomBase62(API_KEY_ID_LENGTH), secret: randomBase62(API_KEY_SECRET_LENGTH) };
  const key = formatApiKey(parts);
  const data = { id: parts.id, tenantId, name, kind, environment, hash: hashApiKey(key), prefix: apiKeyPrefix(parts), createdBy };
  const row = await tx.apiKey.create({ data: { ...data, scopes: [...scopes], allowedOrigins: [...allowedOrigins] } });
  return { key, record: apiKeyOf(row) };
}

/** Newest first, revoked ones too. */
export async function listApiKeys(db: AppDb, tenantId: string): Promise<readonly ApiKey[]> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx.apiKey.findMany({ where: { tenantId }, orderBy: [{ createdAt: "desc" }, { id: "asc" }] }),
  );
  return rows.map(apiKeyOf);
}

/** Holds at the data plane as soon as it has read the next control version. A key that has ended is left as it is; one that is to end, ends now. */
export async function revokeApiKey(db: AppDb, tenantId: string, id: string, by: Change): Promise<ApiKey> {
  return inTenant(db, tenantId, async (tx) => {
    const before = await lockedKey(tx, tenantId, id);
    const now = new Date();
    if (before.revokedAtMs !== undefined && before.revokedAtMs <= now.getTime()) return before;
    const revoked = apiKeyOf(await tx.apiKey.update({ where: { id }, data: { revokedAt: now } }));
    await appendAudit(tx, tenantId, { ...by, action: "api_key.revoked", before, after: revoked });
    return revoked;
  });
}

export interface RotatedApiKey extends MadeApiKey {
  /** The old key, which goes on working until its `revokedAtMs`. */
  readonly replaced: ApiKey;
}

/** A new key with the settings of the old one, which ends after `overlapMs`. Throws `Fault` conflict when the old one ended, or is to end, already. */
export async function rotateApiKey(db: AppDb, tenantId: string, id: string, overlapMs: number, by: Change): Promise<RotatedApiKey> {
  return inTenant(db, tenantId, async (tx) => {
    const before = await lockedKey(tx, tenantId, id);
    if (before.revokedAtMs !== undefined) throw new Fault("conflict", "This key was revoked or replaced already.");
    const made = await insertKey(tx, tenantId, before, by.actor);
    const replaced = apiKeyOf(await tx.apiKey.update({ where: { id }, data: { revokedAt: new Date(Date.now() + overlapMs) } }));
    await appendAudit(tx, tenantId, { ...by, action: "api_key.rotated", before, after: { ...replaced, replacedBy: made.record } });
    return { ...made, replaced };
  });
}

/** The row stays as it is read until the transaction ends: of two who change one key the second sees what the first did. */
async function lockedKey(tx: TenantTx, tenantId: string, id: string): Promise<ApiKey> {
  await tx.$queryRaw`SELECT 1 FROM api_keys WHERE tenant_id = ${tenantId} AND id = ${id} FOR UPDATE`;
  const row = await tx.apiKey.findFirst({ where: { tenantId, id } });
  if (row === null) throw new Fault("not_found", "There is no such API key.");
  return apiKeyOf(row);
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
