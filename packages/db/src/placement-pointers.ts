import type { ModelVersion, Placement } from "@attune/core/placements/schema";
import type { AppDb } from "./connect.ts";
import { inTenant } from "./in-tenant.ts";
import { modelVersionOf } from "./model-versions.ts";
import { promotionOf } from "./placement-promotions.ts";
import { placementOf } from "./placements.ts";
import { versionBefore } from "./version-before.ts";

/** What a placement serves, since when and by whose hand, and what could come next. */
export interface PlacementPointer extends Placement {
  /** When the pointer came to where it is. */
  readonly sinceMs: number;
  readonly by: string;
  /** What a rollback returns to. */
  readonly before: ModelVersion | undefined;
  /** While it runs, the pointer stays where it is. */
  readonly experiment: { readonly key: string; readonly name: string } | undefined;
}

/** By key, all of one moment. A pointer that never moved is as old as its version. */
export async function listPlacementPointers(db: AppDb, tenantId: string): Promise<readonly PlacementPointer[]> {
  const where = { tenantId };
  return inTenant(db, tenantId, async (tx) => {
    const rows = await tx.placement.findMany({ where, include: { model: true }, orderBy: { key: "asc" } });
    const moves = (await tx.placementPromotion.findMany({ where, orderBy: { id: "desc" } })).map(promotionOf);
    const running = await tx.experiment.findMany({
      where: { ...where, state: "running" },
      select: { placementKey: true, key: true, name: true },
    });
    const versions = await tx.modelVersion.findMany({ where });
    return rows.map((row) => {
      const own = moves.filter(({ placementKey }) => placementKey === row.key);
      const latest = own[0]?.toVersionId === row.modelVersionId ? own[0] : undefined;
      const before = versions.find(({ id }) => id === versionBefore(own));
      const experiment = running.find(({ placementKey }) => placementKey === row.key);
      return {
        ...placementOf(row),
        sinceMs: latest?.atMs ?? row.model.createdAt.getTime(),
        by: latest?.actor ?? row.model.createdBy,
        before: before && modelVersionOf(before),
        experiment: experiment && { key: experiment.key, name: experiment.name },
      };
    });
  });
}
