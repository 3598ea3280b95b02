import { createTenant } from "@attune/db/tenants";
import { MEMBER_READERS, TENANT_CREATORS } from "../../session/roles.ts";
import { tenantInputSchema } from "../../tenants/tenant-input.ts";
import { changeBy } from "../change-by.ts";
import { procedureFor, router } from "../procedure.ts";

export const tenantsRouter = router({
  /** The tenants of whoever asks, with their role in each. */
  list: procedureFor(...MEMBER_READERS).query(async ({ ctx }) => {
    const user = await ctx.services.recentUsers.get(ctx.caller.userId);
    return (user?.tenants ?? []).toSorted((a, b) => a.name.localeCompare(b.name));
  }),

  /** Whoever makes a tenant is its owner. The new tenant's audit log begins with it. */
  create: procedureFor(...TENANT_CREATORS)
    .input(tenantInputSchema)
    .mutation(async ({ ctx, input }) => {
      const { app, masterKey, recentUsers } = ctx.services;
      const tenant = await createTenant(app, masterKey, { ...input, ownerId: ctx.caller.userId }, changeBy(ctx));
      recentUsers.forget(ctx.caller.userId);
      return { tenantId: tenant.id, name: tenant.name };
    }),
});
