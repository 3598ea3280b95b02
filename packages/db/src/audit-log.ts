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

/** Newest first; `beforeId` is the id of the last one seen. */
export async function listAudit(
  db: AppDb,
  tenantId: string,
  page: { readonly limit: number; readonly beforeId?: string },
): Promise<readonly AuditEntry[]> {
  const where = page.beforeId === undefined ? { tenantId } : { tenantId, id: { lt: BigInt(page.beforeId) } };
  const rows = await inTenant(db, tenantId, (tx) => tx.auditEntry.findMany({ where, orderBy: { id: "desc" }, take: page.limit }));
  return rows.map(({ id, actor, action, before, after, reason, requestId, at }) => ({
    id: String(id),
    actor,
    action,
    before,
    after,
    reason: reason ?? undefined,
    requestId: requestId ?? undefined,
    atMs: at.getTime(),
  }));
}

function jsonOrNull(state: AuditState): Prisma.InputJsonObject | typeof Prisma.DbNull {
  return state === null ? Prisma.DbNull : (state as Prisma.InputJsonObject);
}
