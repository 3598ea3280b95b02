import type { User, UserTenant } from "@attune/db/users";
import { expect, test } from "vitest";
import { consoleSession } from "./console-session.ts";

const tenant = (index: number): UserTenant => ({ tenantId: `t${index}`, slug: `s${index}`, name: `Tenant ${index}`, role: "operator" });
const user = (tenants: readonly UserTenant[]): User => ({ id: "u1", email: "a@a.example", name: "Ann", platformOperator: true, tenants });

test("the chosen tenant is looked at, and without one the first", () => {
  const two = user([tenant(1), tenant(2)]);
  expect(consoleSession(two, "t2").tenant?.tenantId).toBe("t2");
  expect(consoleSession(two, undefined).tenant?.tenantId).toBe("t1");
});

test("whoever was removed from the chosen tenant sees another of theirs, or none", () => {
  expect(consoleSession(user([tenant(1)]), "t2").tenant?.tenantId).toBe("t1");
  expect(consoleSession(user([]), "t2").tenant).toBeUndefined();
});

test("of very many tenants the first are listed, and always the chosen one", () => {
  const { memberships, tenant: chosen } = consoleSession(user(Array.from({ length: 500 }, (_, i) => tenant(i))), "t450");
  expect(chosen?.tenantId).toBe("t450");
  expect(memberships).toHaveLength(201);
  expect(memberships).toContain(chosen);
});
