import { describe, expect, test } from "vitest";
import type { Role } from "../session/roles.ts";
import type { ConsoleSession } from "../session/session.ts";
import { InternalApiFault } from "./internal-api.ts";
import { procedureFor, router } from "./procedure.ts";
import type { Services } from "./services.ts";

const tried = router({
  read: procedureFor("owner", "viewer").query(({ ctx }) => ctx.caller),
  write: procedureFor("owner").mutation(() => "done"),
  refused: procedureFor("owner").query(() => {
    throw new InternalApiFault(404, "Nobody is known yet.");
  }),
});

function asRole(role: Role | undefined, signedIn = true, pageTenantId?: string) {
  const tenant = role && { tenantId: "t1", slug: "shop", name: "Shop", role };
  const session: ConsoleSession = {
    user: { id: "u1", email: "a@b.example", name: "A", operator: false },
    memberships: tenant ? [tenant] : [],
    tenant,
  };
  return tried.createCaller({ session: signedIn ? session : undefined, pageTenantId, services: () => ({}) as Services });
}

describe("procedureFor", () => {
  test("lets the named roles in, with who they are and for which tenant", async () => {
    expect(await asRole("viewer").read()).toEqual({ userId: "u1", tenantId: "t1", role: "viewer" });
    expect(await asRole("owner").write()).toBe("done");
  });

  test("refuses other roles and says who may", async () => {
    await expect(asRole("viewer").write()).rejects.toMatchObject({ code: "FORBIDDEN", message: expect.stringContaining("Owner") });
  });

  test("refuses who is not signed in or belongs to no tenant", async () => {
    await expect(asRole("owner", false).read()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    await expect(asRole(undefined).read()).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("refuses a page that shows another tenant than the session is at, for what it reads too", async () => {
    await expect(asRole("owner", true, "t2").write()).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("Reload"),
    });
    await expect(asRole("owner", true, "t2").read()).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await asRole("owner", true, "t1").write()).toBe("done");
  });

  test("passes on what the api refused, with its sentence", async () => {
    await expect(asRole("owner").refused()).rejects.toMatchObject({ code: "NOT_FOUND", message: "Nobody is known yet." });
  });
});
