import { type AuditEntry, listAudit } from "./audit-log.ts";
import type { AppDb } from "./connect.ts";

const MOST = 200;

/** What was done to an experiment, newest first, from the audit log. */
export async function listExperimentChanges(db: AppDb, tenantId: string, id: string): Promise<readonly AuditEntry[]> {
  const entries = await listAudit(db, tenantId, { limit: MOST, filter: { actionPrefix: "experiment.", text: id } });
  return entries.filter(({ after }) => typeof after === "object" && after !== null && "id" in after && after.id === id);
}
