import * as z from "zod";
import type { AppDb } from "./connect.ts";
import { inTenant } from "./in-tenant.ts";
import { type StoredModelVersion, storedModelVersionOf } from "./model-versions.ts";

/** `ready` was never served, `live` is served by a placement or a running experiment, `retired` was served once. What is not stored yet is a draft. */
export const MODEL_VERSION_STATES = ["ready", "live", "retired"] as const;
export type ModelVersionState = (typeof MODEL_VERSION_STATES)[number];

export interface ModelVersionInUse extends StoredModelVersion {
  readonly state: ModelVersionState;
  /** Keys of the placements that serve it. */
  readonly placements: readonly string[];
  /** Keys of the running experiments that serve it. */
  readonly experiments: readonly string[];
}

const variantsSchema = z.array(z.object({ modelVersionId: z.string() }));

/** Newest first, all of one moment. The state is derived and never stored, so that it cannot contradict what is served. */
export async function listModelVersionStates(db: AppDb, tenantId: string): Promise<readonly ModelVersionInUse[]> {
  const where = { tenantId };
  return inTenant(db, tenantId, async (tx) => {
    const placements = await tx.placement.findMany({ where, select: { key: true, modelVersionId: true }, orderBy: { key: "asc" } });
    const started = await tx.experiment.findMany({ where: { ...where, state: { not: "draft" } }, orderBy: { key: "asc" } });
    const moves = await tx.placementPromotion.findMany({
      where,
      select: { fromVersionId: true, toVersionId: true },
      distinct: ["fromVersionId", "toVersionId"],
    });
    const versions = await tx.modelVersion.findMany({ where, orderBy: [{ createdAt: "desc" }, { id: "asc" }] });

    const serving = started.map(({ key, state, variants }) => ({
      key,
      running: state === "running",
      versions: variantsSchema.parse(variants).map(({ modelVersionId }) => modelVersionId),
    }));
    const served = new Set([
      ...moves.flatMap(({ fromVersionId, toVersionId }) => [fromVersionId, toVersionId]),
      ...serving.flatMap((experiment) => experiment.versions),
    ]);
    return versions.map((row) => {
      const on = placements.filter(({ modelVersionId }) => modelVersionId === row.id).map(({ key }) => key);
      const within = serving.filter(({ running, versions: ids }) => running && ids.includes(row.id)).map(({ key }) => key);
      const state = on.length + within.length > 0 ? "live" : served.has(row.id) ? "retired" : "ready";
      return { ...storedModelVersionOf(row), state, placements: on, experiments: within };
    });
  });
}
