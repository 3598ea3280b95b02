import type { User } from "@attune/db/users";
import type { ConsoleSession } from "../session/session.ts";

/** A platform operator has every tenant: the switcher lists the first of them. */
const MOST_LISTED = 200;

/** What the console knows of who asks, for the tenant that they last chose; for another one of theirs when they belong there no more. */
export function consoleSession(user: User, chosenTenantId: string | undefined): ConsoleSession {
  const { id, email, name, platformOperator: operator, tenants } = user;
  const tenant = tenants.find(({ tenantId }) => tenantId === chosenTenantId) ?? tenants[0];
  const listed = tenants.slice(0, MOST_LISTED);
  const memberships = tenant === undefined || listed.includes(tenant) ? listed : [...listed, tenant];
  return { user: { id, email, name, operator }, memberships, tenant };
}
