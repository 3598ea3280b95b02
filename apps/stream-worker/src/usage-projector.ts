import type { LaneTotal } from "@attune/core/flows/lane-usage";
import { dayOf, type UsageRow } from "@attune/core/metrics/usage";
import type { FindTenants } from "./tenant-directory.ts";

export type TenantUsageRow = UsageRow & { readonly tenantId: string };

export interface UsageProjectorPorts {
  readonly findTenants: FindTenants;
  /** Replaces what the same source counted before. */
  readonly setUsage: (rows: readonly TenantUsageRow[]) => Promise<void>;
}

const ROWS_AT_ONCE = 500;

/**
 * Brings counts to where they are asked for. Each row is the whole count, so one that was brought twice or late does no harm, and one that could not
 * be brought is brought next time.
 */
export function usageProjector(ports: UsageProjectorPorts) {
  const known = new Map<string, number>();
  const waiting = new Map<string, TenantUsageRow>();

  function note(row: TenantUsageRow): void {
    const id = `${row.tenantId}|${row.source}|${row.measure}|${row.dayMs}`;
    if (known.get(id) === row.count) return;
    known.set(id, row.count);
    waiting.set(id, row);
  }

  return {
    counted: (tenantId: string, partition: number, totals: readonly LaneTotal[]): void => {
      for (const total of totals) note({ tenantId, source: `users/${partition}`, ...total });
    },
    measured: (bytesByTenant: ReadonlyMap<string, number>, nowMs: number): void => {
      for (const [tenantId, count] of bytesByTenant)
        note({ tenantId, source: "state", measure: "storage_bytes", dayMs: dayOf(nowMs), count });
    },
    project: async (): Promise<void> => {
      const rows = [...waiting];
      if (rows.length === 0) return;
      const tenants = await ports.findTenants(rows.map(([, { tenantId }]) => tenantId));
      for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
        const some = rows.slice(start, start + ROWS_AT_ONCE);
        await ports.setUsage(some.map(([, row]) => row).filter(({ tenantId }) => tenants.has(tenantId)));
        for (const [id, row] of some) if (waiting.get(id) === row) waiting.delete(id);
      }
    },
  };
}
