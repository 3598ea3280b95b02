import { DAY_MS, type UsageMeasure, type UsageRow, usageMeasureSchema } from "@attune/core/metrics/usage";
import type { AppDb, WorkerDb } from "./connect.ts";
import { Prisma } from "./generated/client.ts";
import { inTenant } from "./in-tenant.ts";

/** A tenant's count of one measure on one day, of all who count. */
interface UsageDay {
  readonly dayMs: number;
  readonly measure: UsageMeasure;
  readonly count: number;
}

/**
 * Replaces what the same source counted before. A source brings its whole count of a day and not what was added, so that bringing it again, when nobody
 * knows whether the first time worked, changes nothing. What is counted only grows: a worker that kept a row back while Postgres was away and has lost
 * the partition meanwhile does not take back what the next one brought. Storage is measured, and may shrink.
 */
export async function setUsage(db: WorkerDb, rows: readonly (UsageRow & { readonly tenantId: string })[]): Promise<void> {
  if (rows.length > 0) await db.$executeRaw(upsertOf(rows));
}

/** The same for one tenant. */
export async function setTenantUsage(db: AppDb, tenantId: string, rows: readonly UsageRow[]): Promise<void> {
  if (rows.length > 0) await inTenant(db, tenantId, (tx) => tx.$executeRaw(upsertOf(rows.map((row) => ({ tenantId, ...row })))));
}

/** Days from `fromDayMs` to `toDayMs`, both included, by day and measure; nothing where nothing was counted. */
export async function readUsage(db: AppDb, tenantId: string, fromDayMs: number, toDayMs: number): Promise<readonly UsageDay[]> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx.usageDay.groupBy({
      by: ["day", "measure"],
      where: { tenantId, day: { gte: new Date(fromDayMs), lte: new Date(toDayMs) } },
      _sum: { count: true },
      orderBy: [{ day: "asc" }, { measure: "asc" }],
    }),
  );
  return rows.map(({ day, measure, _sum }) => ({
    dayMs: day.getTime(),
    measure: usageMeasureSchema.parse(measure),
    count: Number(_sum.count ?? 0),
  }));
}

function upsertOf(rows: readonly (UsageRow & { readonly tenantId: string })[]): Prisma.Sql {
  const values = Prisma.join(
    rows.map(({ tenantId, dayMs, measure, source, count }) => {
      if (dayMs % DAY_MS !== 0) throw new RangeError(`${dayMs} is not the beginning of a day`);
      return Prisma.sql`(${tenantId}, ${new Date(dayMs).toISOString().slice(0, 10)}::date, ${measure}, ${source}, ${BigInt(count)})`;
    }),
  );
  return Prisma.sql`
    INSERT INTO usage_days (tenant_id, day, measure, source, count) VALUES ${values}
    ON CONFLICT (tenant_id, day, measure, source) DO UPDATE SET count = excluded.count
    WHERE usage_days.count < excluded.count OR (usage_days.count > excluded.count AND usage_days.measure = ${"storage_bytes" satisfies UsageMeasure})`;
}
