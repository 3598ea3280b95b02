import { Fault } from "@attune/core/faults";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import { inTenant, type TenantTx } from "./in-tenant.ts";
import type { MemberRole } from "./role.ts";
import { orInUse } from "./row-faults.ts";

export interface Member {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly sinceMs: number;
}

export async function listMembers(db: AppDb, tenantId: string): Promise<readonly Member[]> {
  const select = { userId: true, role: true, createdAt: true, user: { select: { email: true, name: true } } } as const;
  const rows = await inTenant(db, tenantId, (tx) =>
    tx.membership.findMany({ where: { tenantId }, select, orderBy: { user: { email: "asc" } } }),
  );
  return rows.map(({ userId, role, createdAt, user }) => ({ userId, ...user, role, sinceMs: createdAt.getTime() }));
}

/** Looks at a change before it is made, while no other can come between, and throws to refuse it. `before` is undefined for who is no member. */
export type PermitChange = (before: MemberRole | undefined) => void;

/** Adds somebody who has an account, or changes the role of a member. */
export async function addMember(
  db: AppDb,
  tenantId: string,
  { userId, role }: { readonly userId: string; readonly role: MemberRole },
  by: Change,
  permit: PermitChange = () => undefined,
): Promise<void> {
  await inTenant(db, tenantId, async (tx) => {
    const before = await roleOf(tx, tenantId, userId);
    permit(before);
    if (before === role) return;
    if (before === undefined) await tx.membership.create({ data: { tenantId, userId, role } }).catch(orInUse("There is no such user."));
    else await tx.membership.update({ where: { tenantId_userId: { tenantId, userId } }, data: { role } });
    await keepAnOwner(tx, tenantId);
    await audit(tx, tenantId, userId, before, role, by);
  });
}

export async function removeMember(
  db: AppDb,
  tenantId: string,
  userId: string,
  by: Change,
  permit: PermitChange = () => undefined,
): Promise<void> {
  await inTenant(db, tenantId, async (tx) => {
    const before = await roleOf(tx, tenantId, userId);
    permit(before);
    if (before === undefined) return;
    await tx.membership.delete({ where: { tenantId_userId: { tenantId, userId } } });
    await keepAnOwner(tx, tenantId);
    await audit(tx, tenantId, userId, before, undefined, by);
  });
}

/**
 * The members of one tenant change one after the other (the lock is the transaction's), else two owners could remove each other at the same
 * moment and each see the other still there.
 */
async function roleOf(tx: TenantTx, tenantId: string, userId: string): Promise<MemberRole | undefined> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`members of ${tenantId}`}, 0))::text`;
  return (await tx.membership.findUnique({ where: { tenantId_userId: { tenantId, userId } } }))?.role;
}

/** A tenant without owner could not be helped by anybody in it. */
async function keepAnOwner(tx: TenantTx, tenantId: string): Promise<void> {
  if ((await tx.membership.count({ where: { tenantId, role: "owner" } })) === 0) {
    throw new Fault("conflict", "A tenant needs an owner: make somebody else owner first.");
  }
}

async function audit(
  tx: TenantTx,
  tenantId: string,
  userId: string,
  before: MemberRole | undefined,
  after: MemberRole | undefined,
  by: Change,
): Promise<void> {
  const action = before === undefined ? "member.added" : after === undefined ? "member.removed" : "member.role_changed";
  const state = (role: MemberRole | undefined) => (role === undefined ? null : { userId, role });
  await appendAudit(tx, tenantId, { ...by, action, before: state(before), after: state(after) });
}
