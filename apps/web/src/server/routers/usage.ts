import { listTenants } from "@attune/db/tenants";
import { readUsage } from "@attune/db/usage";
import { usageByDay } from "../../usage/usage-days.ts";
import { usageRangeSchema } from "../../usage/usage-range.ts";
import { procedureFor, router } from "../procedure.ts";

/** Tenants whose usage is read at the same time: each takes a connection. */
const AT_ONCE = 3;

export const usageRouter = router({
  /** By day. A tenant's owner or admin gets their own; the platform's operator every tenant's, by name. */
  byDay: procedureFor("owner", "admin", "operator")
    .input(usageRangeSchema)
    .query(async ({ ctx, input }) => {
      const { app, identity } = ctx.services;
      const everyTenant = await listTenants(identity);
      const { tenantId, role } = ctx.caller;
      const tenants = everyTenant
        .filter(({ id }) => role === "operator" || id === tenantId)
        .sort((a, b) => a.name.localeCompare(b.name, "en"));
      const [fromDayMs, toDayMs] = [Date.parse(input.from), Date.parse(input.to)];
      const usages = [];
      for (let i = 0; i < tenants.length; i += AT_ONCE) {
        const read = tenants.slice(i, i + AT_ONCE).map(async ({ id, slug, name }) => {
          const rows = await readUsage(app, id, fromDayMs, toDayMs);
          return { id, slug, name, days: usageByDay(rows, fromDayMs, toDayMs) };
        });
        usages.push(...(await Promise.all(read)));
      }
      return usages;
    }),
});
