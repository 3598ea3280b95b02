import { tenantOf } from "@attune/core/flows/small-shop.fixture";
import { DAY_MS } from "@attune/core/metrics/usage";
import { expect, it } from "vitest";
import { type TenantUsageRow, usageProjector } from "./usage-projector.ts";

const events = (count: number) => [{ dayMs: DAY_MS, measure: "events", count }] as const;
const findTenants = async () => new Map([["t1", tenantOf()]]);

it("brings each count once it moved, again after a failure, and nothing of tenants that do not exist", async () => {
  const brought: (readonly TenantUsageRow[])[] = [];
  let fails = true;
  const setUsage = async (rows: readonly TenantUsageRow[]) => {
    if (fails) throw new Error("away");
    brought.push(rows);
  };
  const usage = usageProjector({ findTenants, setUsage });
  usage.counted("t1", 0, events(1));
  usage.counted("nobody", 0, events(9));
  await expect(usage.project()).rejects.toThrow("away");
  usage.counted("t1", 0, events(2));
  usage.measured(new Map([["t1", 1_000]]), 3 * DAY_MS + 5);
  fails = false;
  await usage.project();
  usage.counted("t1", 0, events(2));
  await usage.project();
  expect(brought).toEqual([
    [
      { tenantId: "t1", source: "users/0", dayMs: DAY_MS, measure: "events", count: 2 },
      { tenantId: "t1", source: "state", dayMs: 3 * DAY_MS, measure: "storage_bytes", count: 1_000 },
    ],
  ]);
});
