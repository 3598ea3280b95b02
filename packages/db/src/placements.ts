import { type Placement, SEEN_POLICIES, STRATEGIES } from "@attune/core/placements/schema";
import type { AppDb } from "./connect.ts";
import type { Prisma } from "./generated/client.ts";
import { inTenant } from "./in-tenant.ts";
import { modelVersionOf } from "./model-versions.ts";

/** By key. */
export async function listPlacements(db: AppDb, tenantId: string): Promise<readonly Placement[]> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx.placement.findMany({ where: { tenantId }, include: { model: true }, orderBy: { key: "asc" } }),
  );
  return rows.map(placementOf);
}

/** The columns are text; their checks hold the values to core's (placements.test.ts compares them). */
export function placementOf(row: Prisma.PlacementGetPayload<{ include: { model: true } }>): Placement {
  return {
    key: row.key,
    strategy: oneOf(STRATEGIES, row.strategy),
    seenPolicy: oneOf(SEEN_POLICIES, row.seenPolicy),
    model: modelVersionOf(row.model),
  };
}

function oneOf<T extends string>(values: readonly T[], text: string): T {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new Error(`"${text}" is none of ${values.join(", ")}.`);
  return found;
}
