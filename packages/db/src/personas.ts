import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import { inTenant } from "./in-tenant.ts";
import { seal, unseal } from "./sealed-bytes.ts";

/** Somebody worth looking at in the preview: of the demo, or a test account of the tenant. */
export interface Persona {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** As the tenant calls the person. */
  readonly userId: string;
}

/** In the order in which they were given. */
export async function listPersonas(db: AppDb, masterKey: Uint8Array, tenantId: string): Promise<readonly Persona[]> {
  const rows = await inTenant(db, tenantId, (tx) => tx.persona.findMany({ where: { tenantId }, orderBy: { id: "asc" } }));
  return rows.map(({ id, label, description, sealedUserId }) => ({
    id,
    label,
    description,
    userId: userIdOf(masterKey, tenantId, sealedUserId),
  }));
}

/** The audit log says how many, not who: it cannot be erased from, and a user id is personal. */
export async function replacePersonas(
  db: AppDb,
  masterKey: Uint8Array,
  tenantId: string,
  personas: readonly Omit<Persona, "id">[],
  by: Change,
): Promise<void> {
  await inTenant(db, tenantId, async (tx) => {
    const { count: before } = await tx.persona.deleteMany({ where: { tenantId } });
    const data = personas.map(({ label, description, userId }, i) => ({
      tenantId,
      id: String(i + 1).padStart(3, "0"),
      label,
      description,
      sealedUserId: seal(masterKey, personaPurpose(tenantId), Buffer.from(userId)),
    }));
    await tx.persona.createMany({ data });
    await appendAudit(tx, tenantId, { ...by, action: "personas.replaced", before: { count: before }, after: { count: personas.length } });
  });
}

/** The id of a stored persona: an erasure must find its person among them. */
export function userIdOf(masterKey: Uint8Array, tenantId: string, sealedUserId: Uint8Array): string {
  return Buffer.from(unseal(masterKey, personaPurpose(tenantId), sealedUserId)).toString("utf8");
}

function personaPurpose(tenantId: string): string {
  return `persona of tenant ${tenantId}`;
}
