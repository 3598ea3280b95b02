import { MEMBER_ROLES, type MemberRole, ROLES } from "@attune/db/role";
import { expect, test } from "vitest";
import { memberChangeRefusal } from "./member-rules.ts";

const change = (before: MemberRole | undefined, after: MemberRole | undefined, userId = "them") => ({ userId, before, after });
const me = (role: (typeof ROLES)[number]) => ({ userId: "me", role });

test("only owners and admins change members", () => {
  for (const role of ROLES) {
    const refused = memberChangeRefusal(me(role), change("viewer", "developer")) !== undefined;
    expect([role, refused]).toEqual([role, role !== "owner" && role !== "admin"]);
  }
});

test("an admin neither makes nor changes nor removes owners", () => {
  expect(memberChangeRefusal(me("admin"), change("viewer", "owner"))).toMatch(/owner/);
  expect(memberChangeRefusal(me("admin"), change(undefined, "owner"))).toMatch(/owner/);
  expect(memberChangeRefusal(me("admin"), change("owner", "viewer"))).toMatch(/owner/);
  expect(memberChangeRefusal(me("admin"), change("owner", undefined))).toMatch(/owner/);
  expect(memberChangeRefusal(me("admin"), change("admin", "viewer"))).toBeUndefined();
});

test("nobody but an owner gives themselves another role, and everybody who manages may leave", () => {
  for (const after of MEMBER_ROLES) expect(memberChangeRefusal(me("admin"), change("admin", after, "me"))).toBeDefined();
  expect(memberChangeRefusal(me("admin"), change("admin", undefined, "me"))).toBeUndefined();
  expect(memberChangeRefusal(me("owner"), change("owner", "viewer", "me"))).toBeUndefined();
});
