import { Fault } from "@attune/core/faults";
import type { IdentityDb } from "./connect.ts";
import type { Prisma } from "./generated/client.ts";
import { hashPassword, matchesPassword, UNMATCHABLE_HASH } from "./password.ts";
import { randomBase32, randomBase62 } from "./random-id.ts";
import type { Role } from "./role.ts";
import { orConflict } from "./row-faults.ts";
import { listTenants } from "./tenants.ts";

/** Somebody who may use the console. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly platformOperator: boolean;
  /** Where they have the most to say first, then those they joined first; a platform operator has every other tenant as well, as "operator". */
  readonly tenants: readonly UserTenant[];
}

export interface UserTenant {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
}

const MIN_PASSWORD_LENGTH = 10;
/** Longer ones would only cost us time to hash. */
const MAX_PASSWORD_LENGTH = 256;

const WITH_TENANTS = {
  memberships: {
    select: { role: true, tenant: { select: { id: true, slug: true, name: true } } },
    // The roles are an enum of the database, in the order in which they weigh.
    orderBy: [{ role: "asc" }, { createdAt: "asc" }, { tenantId: "asc" }],
  },
} as const satisfies Prisma.UserInclude;
type UserRow = Prisma.UserGetPayload<{ include: typeof WITH_TENANTS }>;

export async function createUser(
  db: IdentityDb,
  input: { readonly email: string; readonly name: string; readonly password: string; readonly platformOperator?: boolean },
): Promise<User> {
  const { name, platformOperator = false } = input;
  const email = normalizeEmail(input.email);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Fault("invalid_request", "That is not an e-mail address.");
  const data = { id: `u${randomBase32(16)}`, email, name, platformOperator, passwordHash: await hashPassword(acceptable(input.password)) };
  const row = await db.user.create({ data, include: WITH_TENANTS }).catch(orConflict("Somebody already has this e-mail address."));
  return userOf(db, row);
}

/** `undefined` for a wrong password and for an unknown e-mail alike, after the same work: the answer's time does not say who has an account. */
export async function verifyPassword(db: IdentityDb, email: string, password: string): Promise<User | undefined> {
  const row = await db.user.findUnique({ where: { email: normalizeEmail(email) }, include: WITH_TENANTS });
  const matches = await matchesPassword(password.slice(0, MAX_PASSWORD_LENGTH + 1), row?.passwordHash ?? UNMATCHABLE_HASH);
  return row !== null && matches ? userOf(db, row) : undefined;
}

export async function findUser(db: IdentityDb, userId: string): Promise<User | undefined> {
  const row = await db.user.findUnique({ where: { id: userId }, include: WITH_TENANTS });
  return row === null ? undefined : userOf(db, row);
}

export async function findUserByEmail(db: IdentityDb, email: string): Promise<User | undefined> {
  const row = await db.user.findUnique({ where: { email: normalizeEmail(email) }, include: WITH_TENANTS });
  return row === null ? undefined : userOf(db, row);
}

/** Names by id, also of people who are members no more; an unknown id is left out. */
export async function userNames(db: IdentityDb, userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.user.findMany({ where: { id: { in: [...userIds] } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** A first password for somebody else: 83 random bits, to be handed over once. */
export function oneTimePassword(): string {
  return randomBase62(14);
}

export async function setPassword(db: IdentityDb, userId: string, password: string): Promise<void> {
  const passwordHash = await hashPassword(acceptable(password));
  const { count } = await db.user.updateMany({ where: { id: userId }, data: { passwordHash } });
  if (count === 0) throw new Fault("not_found", "There is no such user.");
}

function acceptable(password: string): string {
  if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH) {
    throw new Fault("invalid_request", `A password has ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`);
  }
  return password;
}

function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

async function userOf(db: IdentityDb, row: UserRow): Promise<User> {
  const { id, email, name, platformOperator } = row;
  const memberOf = row.memberships.map(
    ({ role, tenant }): UserTenant => ({ tenantId: tenant.id, slug: tenant.slug, name: tenant.name, role }),
  );
  if (!platformOperator) return { id, email, name, platformOperator, tenants: memberOf };
  const own = new Set(memberOf.map(({ tenantId }) => tenantId));
  const others = (await listTenants(db)).filter(({ id: tenantId }) => !own.has(tenantId));
  const asOperator = others.map((tenant): UserTenant => ({ tenantId: tenant.id, slug: tenant.slug, name: tenant.name, role: "operator" }));
  return { id, email, name, platformOperator, tenants: [...memberOf, ...asOperator] };
}
