import type { AppDb } from "@attune/db/connect";
import { listMembers } from "@attune/db/memberships";

/** The names behind `user:<id>` and `system:<what>`, as the people of the tenant know them. */
export async function actorNames(db: AppDb, tenantId: string): Promise<(actor: string) => string> {
  const members = await listMembers(db, tenantId);
  const names = new Map(members.map(({ userId, name }) => [`user:${userId}`, name]));
  return (actor) => names.get(actor) ?? (actor.startsWith("user:") ? "Somebody who is no member" : "Attune");
}
