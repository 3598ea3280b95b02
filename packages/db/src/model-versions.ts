import { Fault } from "@attune/core/faults";
import { type ModelSettings, type ModelVersion, modelSettingsSchema } from "@attune/core/placements/schema";
import * as z from "zod";
import { appendAudit } from "./audit-log.ts";
import type { Change } from "./change.ts";
import type { AppDb } from "./connect.ts";
import type { ModelVersion as ModelVersionRow } from "./generated/client.ts";
import { inTenant } from "./in-tenant.ts";
import { randomBase32 } from "./random-id.ts";

export interface StoredModelVersion extends ModelVersion {
  readonly createdAtMs: number;
  readonly createdBy: string;
}

export function newModelVersionId(): string {
  return `m${randomBase32(8)}`;
}

/** Newest first. */
export async function listModelVersions(db: AppDb, tenantId: string): Promise<readonly StoredModelVersion[]> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx.modelVersion.findMany({ where: { tenantId }, orderBy: [{ createdAt: "desc" }, { id: "asc" }] }),
  );
  return rows.map(storedModelVersionOf);
}

export async function findModelVersion(db: AppDb, tenantId: string, id: string): Promise<StoredModelVersion | undefined> {
  const row = await inTenant(db, tenantId, (tx) => tx.modelVersion.findUnique({ where: { tenantId_id: { tenantId, id } } }));
  return row === null ? undefined : storedModelVersionOf(row);
}

/** A model without a retriever would have nothing to recommend. */
const versionSchema = z.object({
  name: z.string().trim().min(1, "is required").max(80, "has at most 80 characters"),
  settings: modelSettingsSchema.refine(({ retrievers }) => Object.values(retrievers).some((weight) => weight > 0), {
    path: ["retrievers"],
    message: "needs at least one weight above 0",
  }),
});

/** Immutable afterwards: to change a pipeline is to make another version and point a placement at it. */
export async function createModelVersion(
  db: AppDb,
  tenantId: string,
  { name, settings }: { readonly name: string; readonly settings: ModelSettings },
  by: Change,
): Promise<StoredModelVersion> {
  const valid = versionSchema.safeParse({ name, settings });
  if (!valid.success) {
    const errors = valid.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
    throw new Fault("invalid_request", "These are not settings of a model.", { errors });
  }
  return inTenant(db, tenantId, async (tx) => {
    const row = await tx.modelVersion.create({
      data: { tenantId, id: newModelVersionId(), ...valid.data, createdBy: by.actor },
    });
    const made = storedModelVersionOf(row);
    await appendAudit(tx, tenantId, { ...by, action: "model_version.created", before: null, after: made });
    return made;
  });
}

export function modelVersionOf({ id, name, settings }: Pick<ModelVersionRow, "id" | "name" | "settings">): ModelVersion {
  return { id, name, settings: modelSettingsSchema.parse(settings) };
}

export function storedModelVersionOf(row: ModelVersionRow): StoredModelVersion {
  return { ...modelVersionOf(row), createdAtMs: row.createdAt.getTime(), createdBy: row.createdBy };
}
