import type { Change } from "./change.ts";
import type { AppDb, IdentityDb } from "./connect.ts";
import { createTenant, listTenants, type Tenant } from "./tenants.ts";
import { createUser, findUserByEmail } from "./users.ts";

const BY: Change = { actor: "system:migrate", reason: "First owner of a new installation." };

export interface FirstOwner {
  readonly email: string;
  readonly tenant: Tenant;
}

/**
 * Somebody must be able to sign in to a new installation: makes a tenant, and an account that owns it and operates the platform, so that it
 * can make more. Answers `undefined`, and makes nothing, where there is a tenant already. Killed between its two steps, the next run goes on
 * with the account that the first one made. Throws the faults of `createUser`.
 */
export async function firstOwner(
  { app, identity, masterKey }: { readonly app: AppDb; readonly identity: IdentityDb; readonly masterKey: Uint8Array },
  { email, password }: { readonly email: string; readonly password: string },
): Promise<FirstOwner | undefined> {
  if ((await listTenants(identity)).length > 0) return undefined;
  const user =
    (await findUserByEmail(identity, email)) ?? (await createUser(identity, { email, password, name: "Owner", platformOperator: true }));
  const tenant = await createTenant(app, masterKey, { slug: "shop", name: "Shop", ownerId: user.id }, BY);
  return { email: user.email, tenant };
}
