import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import { Prisma } from "./generated/client.ts";
import { inTenant, type TenantTx } from "./in-tenant.ts";

/** JSON of a thing as it was or became. Without secrets: people read it. */
export type AuditState = object | null;

export interface AuditEntry {
  /** Grows with time; also the cursor. */
  readonly id: string;
  readonly actor: string;
  /** What was done to what kind of thing, such as `api_key.revoked`. */
  readonly action: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
  readonly atMs: number;
}

/** Writes what was done in the transaction that does it: both happen or neither. */
export async function appendAudit(
  tx: TenantTx,
  tenantId: string,
  entry: Change & { readonly action: string; readonly before: AuditState; readonly after: AuditState },
): Promise<void> {
  const { actor, action, reason = null, requestId = null } = entry;
  await tx.auditEntry.create({
    data: { tenantId, actor, action, reason, requestId, before: jsonOrNull(entry.before), after: jsonOrNull(entry.after) },
    select: { id: true },
  });
}

/** What of the log to look at; an absent part holds for every entry. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  /** `member` finds `member.added`, `member.removed` and so on. */
  readonly actionPrefix?: string | undefined;
  readonly fromMs?: number | undefined;
  /** Not included. */
  readonly toMs?: number | undefined;
  /** Somewhere in the action, the reason, the request id or the states, in whatever case. */
  readonly text?: string | undefined;
}

export interface AuditPage {
  readonly limit: number;
  /** Id of the last entry seen. */
  readonly beforeId?: string | undefined;
  readonly filter?: AuditFilter | undefined;
}

/** Newest first. Reads an index backwards; a text that occurs nowhere costs a pass over the tenant's log. */
export async function listAudit(db: AppDb, tenantId: string, page: AuditPage): Promise<readonly AuditEntry[]> {
  return inTenant(db, tenantId, (tx) => readAudit(tx, tenantId, page));
}

/** As `listAudit`, and writes into the log who took a copy of what. */
export async function exportAudit(
  db: AppDb,
  tenantId: string,
  { limit, filter = {}, format }: { readonly limit: number; readonly filter?: AuditFilter; readonly format: string },
  by: Change,
): Promise<readonly AuditEntry[]> {
  return inTenant(db, tenantId, async (tx) => {
    const entries = await readAudit(tx, tenantId, { limit, filter });
    await appendAudit(tx, tenantId, {
      ...by,
      action: "audit_log.exported",
      before: null,
      after: { format, entries: entries.length, ...filter },
    });
    return entries;
  });
}

/** Who stands in the log, and what was done: what a filter can be set to. In alphabetical order. */
export async function auditFacets(
  db: AppDb,
  tenantId: string,
): Promise<{ readonly actors: readonly string[]; readonly actions: readonly string[] }> {
  return inTenant(db, tenantId, async (tx) => {
    const actors = await tx.auditEntry.groupBy({ by: "actor", where: { tenantId }, orderBy: { actor: "asc" } });
    const actions = await tx.auditEntry.groupBy({ by: "action", where: { tenantId }, orderBy: { action: "asc" } });
    return { actors: actors.map(({ actor }) => actor), actions: actions.map(({ action }) => action) };
  });
}

interface AuditRow extends Omit<AuditEntry, "id" | "reason" | "requestId" | "atMs"> {
  readonly id: bigint;
  readonly reason: string | null;
  readonly request_id: string | null;
  readonly at: Date;
}

/** By hand, because the states are searched as text, which the client cannot say. */
async function readAudit(tx: TenantTx, tenantId: string, { limit, beforeId, filter = {} }: AuditPage): Promise<readonly AuditEntry[]> {
  const { actor, actionPrefix, fromMs, toMs, text } = filter;
  const conditions = [
    Prisma.sql`tenant_id = ${tenantId}`,
    ...(beforeId === undefined ? [] : [Prisma.sql`id < ${BigInt(beforeId)}`]),
    ...(actor === undefined ? [] : [Prisma.sql`actor = ${actor}`]),
    ...(actionPrefix === undefined ? [] : [Prisma.sql`starts_with(action, ${actionPrefix})`]),
    ...(fromMs === undefined ? [] : [Prisma.sql`at >= ${new Date(fromMs)}`]),
    ...(toMs === undefined ? [] : [Prisma.sql`at < ${new Date(toMs)}`]),
    ...(text === undefined ? [] : [containing(text)]),
  ];
  const rows = await tx.$queryRaw<AuditRow[]>`
    SELECT id, actor, action, before, after, reason, request_id, at FROM audit_log
    WHERE ${Prisma.join(conditions, " AND ")} ORDER BY id DESC LIMIT ${limit}`;
  return rows.map(({ id, actor: who, action, before, after, reason, request_id, at }) => ({
    id: String(id),
    actor: who,
    action,
    before,
    after,
    reason: reason ?? undefined,
    requestId: request_id ?? undefined,
    atMs: at.getTime(),
  }));
}

function containing(text: string): Prisma.Sql {
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return Prisma.sql`concat_ws(' ', action, reason, request_id, before::text, after::text) ILIKE ${pattern}`;
}

function jsonOrNull(state: AuditState): Prisma.InputJsonObject | typeof Prisma.DbNull {
  return state === null ? Prisma.DbNull : (state as Prisma.InputJsonObject);
}
