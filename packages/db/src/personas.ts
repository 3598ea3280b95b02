import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import { inTenant } from "./in-tenant.ts";

/** Somebody worth looking at in the preview: of the demo, or a test account of the tenant. */
export interface Persona {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** As the tenant calls the person. */
  readonly userId: string;
}

/** In the order in which they were given. */
export async function listPersonas(db: AppDb, tenantId: string): Promise<readonly Persona[]> {
  const select = { id: true, label: true, description: true, userId: true } as const;
  return inTenant(db, tenantId, (tx) => tx.persona.findMany({ where: { tenantId }, select, orderBy: { id: "asc" } }));
}

/** The audit log says how many, not who: it cannot be erased from, and a user id is personal. */
export async function replacePersonas(db: AppDb, tenantId: string, personas: readonly Omit<Persona, "id">[], by: Change): Promise<void> {
  await inTenant(db, tenantId, async (tx) => {
    const { count: before } = await tx.persona.deleteMany({ where: { tenantId } });
    const data = personas.map(({ label, description, userId }, i) => ({
      tenantId,
      id: String(i + 1).padStart(3, "0"),
      label,
      description,
      userId,
    }));
    await tx.persona.createMany({ data });
    await appendAudit(tx, tenantId, { ...by, action: "personas.replaced", before: { count: before }, after: { count: personas.length } });
  });
}
