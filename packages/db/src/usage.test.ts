import { DAY_MS } from "@attune/core/metrics/usage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTenant, type Tenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { readUsage, setTenantUsage, setUsage } from "./usage.ts";

const BY = { actor: "system:test" };
const DAY = 20_000 * DAY_MS;

let db: TestDatabase;
let tenant: Tenant;
let other: Tenant;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
  other = await createTenant(db.app, db.masterKey, { slug: "other", name: "Other" }, BY);
}, 60_000);
afterAll(() => db.stop());

describe("usage by day", () => {
  it("adds up what several count, and a repeated absolute count changes nothing", async () => {
    const own = { dayMs: DAY, measure: "recommendations", source: "api:1", count: 3 } as const;
    await setTenantUsage(db.app, tenant.id, [own, { ...own, measure: "suppressed:r1", count: 1 }]);
    await setTenantUsage(db.app, tenant.id, [
      { ...own, count: 6 },
      { ...own, source: "api:2", count: 4 },
    ]);
    await setTenantUsage(db.app, tenant.id, [{ ...own, count: 6 }]);
    const folded = { tenantId: tenant.id, dayMs: DAY + DAY_MS, measure: "events", source: "users/0", count: 5 } as const;
    await setUsage(db.worker, [folded, { ...folded, source: "users/1", count: 6 }, { ...folded, tenantId: other.id, count: 100 }]);
    await setUsage(db.worker, [folded, { ...folded, source: "users/1", count: 7 }]);
    expect(await readUsage(db.app, tenant.id, DAY, DAY + DAY_MS)).toEqual([
      { dayMs: DAY, measure: "recommendations", count: 10 },
      { dayMs: DAY, measure: "suppressed:r1", count: 1 },
      { dayMs: DAY + DAY_MS, measure: "events", count: 12 },
    ]);
    expect(await readUsage(db.app, tenant.id, DAY + DAY_MS, DAY + 9 * DAY_MS)).toHaveLength(1);
    await expect(setTenantUsage(db.app, tenant.id, [{ ...own, tenantId: other.id } as never])).rejects.toThrow(/row-level security/);
    expect(await readUsage(db.app, other.id, DAY, DAY + DAY_MS)).toEqual([{ dayMs: DAY + DAY_MS, measure: "events", count: 100 }]);
  });

  it("does not take a count back for one that comes late; what is measured may shrink", async () => {
    const row = { tenantId: tenant.id, dayMs: DAY + 20 * DAY_MS, source: "s" } as const;
    const both = (count: number) => [{ ...row, measure: "events", count } as const, { ...row, measure: "storage_bytes", count } as const];
    await setUsage(db.worker, both(9));
    await setUsage(db.worker, both(4));
    expect((await readUsage(db.app, tenant.id, row.dayMs, row.dayMs)).map(({ measure, count }) => [measure, count])).toEqual([
      ["events", 9],
      ["storage_bytes", 4],
    ]);
  });

  it("takes nothing and days only", async () => {
    await setTenantUsage(db.app, tenant.id, []);
    await setUsage(db.worker, []);
    const middle = { dayMs: DAY + 1, measure: "events", source: "s", count: 1 } as const;
    await expect(setTenantUsage(db.app, tenant.id, [middle])).rejects.toThrow(RangeError);
  });
});
