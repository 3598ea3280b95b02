import fc from "fast-check";
import { expect, test } from "vitest";
import { changeLeaves } from "./change-leaves.ts";

test("a changed leaf is told with its path, what it was and what it is", () => {
  expect(changeLeaves({ role: "viewer", limits: { perSecond: 5 } }, { role: "admin", limits: { perSecond: 5 } })).toEqual([
    { path: "role", before: "viewer", after: "admin" },
  ]);
});

test("something that came whole is told leaf by leaf", () => {
  expect(changeLeaves(null, { name: "shop", scopes: ["events:write"], labels: {} })).toEqual([
    { path: "name", before: undefined, after: "shop" },
    { path: "scopes.0", before: undefined, after: "events:write" },
    { path: "labels", before: undefined, after: {} },
  ]);
});

test("something that went whole is told leaf by leaf", () => {
  expect(changeLeaves({ member: { role: "owner" } }, undefined)).toEqual([{ path: "member.role", before: "owner", after: undefined }]);
});

test("a value that changes its kind shows both", () => {
  expect(changeLeaves({ reason: null }, { reason: { text: "x" } })).toEqual([
    { path: "reason", before: null, after: undefined },
    { path: "reason.text", before: undefined, after: "x" },
  ]);
  expect(changeLeaves(3, 4)).toEqual([{ path: "", before: 3, after: 4 }]);
});

test("a value never differs from itself", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(changeLeaves(value, structuredClone(value))).toEqual([]);
    }),
  );
});
