import { createHmac } from "node:crypto";
import { type ApiKeyKind, parseApiKey } from "@attune/core/identity/api-key";
import { createApiKey, hashApiKey, listApiKeys, revokeApiKey } from "./api-keys.ts";
import type { Change } from "./change.ts";
import type { AppDb, IdentityDb } from "./connect.ts";
import { DEMO_TENANTS, type DemoTenantPlan } from "./demo-accounts.ts";
import { inTenant } from "./in-tenant.ts";
import { addMember } from "./memberships.ts";
import type { MemberRole, Role } from "./role.ts";
import { createTenant, findTenantBySlug, type TenantSummary } from "./tenants.ts";
import { createUser, findUserByEmail } from "./users.ts";

export interface DemoKeys {
  readonly secret: string;
  readonly publishable: string;
}

export interface DemoUser {
  readonly email: string;
  readonly password: string;
  readonly role: Role;
  /** Slug of the tenant they belong to. */
  readonly tenant: string;
}

export interface DemoTenant extends TenantSummary {
  /** Keys made now, which the caller must store; `undefined` when those it has still hold. */
  readonly newKeys: DemoKeys | undefined;
}

export interface DemoSeed {
  /** The music shop first. */
  readonly tenants: readonly DemoTenant[];
  /** In the order of the tenants. */
  readonly users: readonly DemoUser[];
}

const BY: Change = { actor: "system:demo", reason: "Demo data of a first start." };

interface SeedOptions {
  readonly app: AppDb;
  readonly identity: IdentityDb;
  readonly masterKey: Uint8Array;
  /** Keys stored by the caller from earlier `newKeys`, by slug. */
  readonly knownKeys: Readonly<Record<string, DemoKeys | undefined>>;
}

/**
 * The demo tenants: a music-streaming shop and a book shop. Safe to run at every start and to be killed in any of its steps: what is there
 * stays as people have changed it, what is missing is made.
 */
export async function seedDemo(options: SeedOptions): Promise<DemoSeed> {
  const seeded: { tenant: DemoTenant; users: readonly DemoUser[] }[] = [];
  for (const plan of DEMO_TENANTS) seeded.push(await seedTenant(options, plan));
  return { tenants: seeded.map(({ tenant }) => tenant), users: seeded.flatMap(({ users }) => users) };
}

async function seedTenant(options: SeedOptions, plan: DemoTenantPlan): Promise<{ tenant: DemoTenant; users: readonly DemoUser[] }> {
  const { app, identity, masterKey } = options;
  const { slug, name } = plan;
  const { id } = (await findTenantBySlug(identity, slug)) ?? (await createTenant(app, masterKey, { slug, name }, BY));
  const users: DemoUser[] = [];
  for (const account of plan.accounts) users.push({ ...(await seedAccount(options, id, account)), tenant: slug });
  for (const { email, role } of plan.guests) await seedMember(app, id, await findUserByEmail(identity, email), role);
  const known = options.knownKeys[slug];
  const stillHold = known !== undefined && (await holds(app, id, known.secret)) && (await holds(app, id, known.publishable));
  return { tenant: { id, slug, name, newKeys: stillHold ? undefined : await makeKeys(app, id) }, users };
}

async function seedAccount(
  { app, identity, masterKey }: SeedOptions,
  tenantId: string,
  account: DemoTenantPlan["accounts"][number],
): Promise<Omit<DemoUser, "tenant">> {
  const { email, name, role } = account;
  const password = demoPassword(masterKey, email);
  const found = await findUserByEmail(identity, email);
  const user = found ?? (await createUser(identity, { email, name, password, platformOperator: role === "operator" }));
  if (role !== "operator") await seedMember(app, tenantId, user, role);
  return { email, password, role };
}

/** Only who never was a member is made one: a role that was changed in the console stays changed, and who was removed stays removed. */
async function seedMember(app: AppDb, tenantId: string, user: { readonly id: string } | undefined, role: MemberRole): Promise<void> {
  if (user === undefined) return;
  const where = { tenantId, action: "member.added", after: { path: ["userId"], equals: user.id } };
  const added = await inTenant(app, tenantId, (tx) => tx.auditEntry.findFirst({ where, select: { id: true } }));
  if (added === null) await addMember(app, tenantId, { userId: user.id, role }, BY);
}

/** The same at every start without being stored, different in every installation, and nothing to guess. */
function demoPassword(masterKey: Uint8Array, email: string): string {
  return createHmac("sha256", masterKey).update(`demo password of ${email}`).digest("base64url").replaceAll(/[-_]/g, "").slice(0, 16);
}

async function holds(app: AppDb, tenantId: string, key: string): Promise<boolean> {
  const id = parseApiKey(key)?.id;
  if (id === undefined) return false;
  const row = await inTenant(app, tenantId, (tx) => tx.apiKey.findFirst({ where: { tenantId, id, revokedAt: null } }));
  return row !== null && Buffer.from(row.hash).equals(hashApiKey(key));
}

const KEY_NAMES: Readonly<Record<ApiKeyKind, string>> = { secret: "Demo server", publishable: "Demo web shop" };

/** Earlier demo keys that nobody has any more are revoked: they can only be somebody else's. */
async function makeKeys(app: AppDb, tenantId: string): Promise<DemoKeys> {
  for (const key of await listApiKeys(app, tenantId)) {
    if (key.createdBy === BY.actor && key.revokedAtMs === undefined) await revokeApiKey(app, tenantId, key.id, BY);
  }
  const make = async (kind: ApiKeyKind) =>
    (await createApiKey(app, tenantId, { name: KEY_NAMES[kind], kind, environment: "live" }, BY)).key;
  return { secret: await make("secret"), publishable: await make("publishable") };
}
