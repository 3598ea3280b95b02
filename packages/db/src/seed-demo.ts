import { createHmac } from "node:crypto";
import { type ApiKeyKind, parseApiKey } from "@attune/core/identity/api-key";
import { createApiKey, hashApiKey, listApiKeys, revokeApiKey } from "./api-keys.ts";
import type { Change } from "./change.ts";
import type { AppDb, IdentityDb } from "./connect.ts";
import { inTenant } from "./in-tenant.ts";
import { addMember } from "./memberships.ts";
import type { ROLES, Role } from "./role.ts";
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
}

export interface DemoSeed {
  readonly tenant: TenantSummary;
  readonly users: readonly DemoUser[];
  /** Keys made now, which the caller must store; `undefined` when those it has still hold. */
  readonly newKeys: DemoKeys | undefined;
}

const BY: Change = { actor: "system:demo", reason: "Demo data of a first start." };
const TENANT = { slug: "tempo", name: "Tempo Music" };

/** Who signs in as what: `owner@tempo.example` and so on; one account a role. */
const ACCOUNTS = [
  { role: "owner", email: "owner@tempo.example", name: "Olivia Owner" },
  { role: "product_manager", email: "product@tempo.example", name: "Priya Product" },
  { role: "developer", email: "developer@tempo.example", name: "Dev Developer" },
  { role: "compliance_officer", email: "compliance@tempo.example", name: "Carla Compliance" },
  { role: "viewer", email: "viewer@tempo.example", name: "Viktor Viewer" },
  { role: "operator", email: "operator@tempo.example", name: "Otto Operator" },
] as const satisfies readonly { readonly role: (typeof ROLES)[number]; readonly email: string; readonly name: string }[];

/**
 * The demo tenant, a music-streaming shop. Safe to run at every start and to be killed in any of its steps: what is there stays as people have
 * changed it, what is missing is made.
 */
export async function seedDemo(options: {
  readonly app: AppDb;
  readonly identity: IdentityDb;
  readonly masterKey: Uint8Array;
  /** Keys stored by the caller from an earlier `newKeys`. */
  readonly knownKeys?: DemoKeys | undefined;
}): Promise<DemoSeed> {
  const { app, identity, masterKey, knownKeys } = options;
  const tenant = (await findTenantBySlug(identity, TENANT.slug)) ?? summaryOf(await createTenant(app, masterKey, TENANT, BY));
  const users: DemoUser[] = [];
  for (const account of ACCOUNTS) users.push(await seedAccount(app, identity, masterKey, tenant.id, account));
  const stillHold =
    knownKeys !== undefined && (await holds(app, tenant.id, knownKeys.secret)) && (await holds(app, tenant.id, knownKeys.publishable));
  return { tenant, users, newKeys: stillHold ? undefined : await makeKeys(app, tenant.id) };
}

const summaryOf = ({ id, slug, name }: TenantSummary): TenantSummary => ({ id, slug, name });

async function seedAccount(
  app: AppDb,
  identity: IdentityDb,
  masterKey: Uint8Array,
  tenantId: string,
  account: (typeof ACCOUNTS)[number],
): Promise<DemoUser> {
  const { email, name, role } = account;
  const password = demoPassword(masterKey, email);
  const found = await findUserByEmail(identity, email);
  const user = found ?? (await createUser(identity, { email, name, password, platformOperator: role === "operator" }));
  // A role that was changed in the console stays changed; an account that belongs nowhere comes from a seed that was cut short.
  if (role !== "operator" && user.tenants.length === 0) await addMember(app, tenantId, { userId: user.id, role }, BY);
  return { email, password, role };
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
