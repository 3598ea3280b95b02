import type { User } from "@attune/db/users";
import { beforeEach, expect, test } from "vitest";
import { recentUsers } from "./recent-users.ts";

const ann: User = { id: "u1", email: "ann@a.example", name: "Ann", platformOperator: false, tenants: [] };
let atMs = 0;
let loads = 0;
let stored: User | Error = ann;

const users = () =>
  recentUsers({
    ttlMs: 1_000,
    nowMs: () => atMs,
    load: async () => {
      loads += 1;
      if (stored instanceof Error) throw stored;
      return stored;
    },
  });

beforeEach(() => {
  [atMs, loads, stored] = [0, 0, ann];
});

test("one look serves a page, and the next second looks again", async () => {
  const recent = users();
  await Promise.all([recent.get("u1"), recent.get("u1")]);
  atMs = 999;
  await recent.get("u1");
  expect(loads).toBe(1);
  stored = { ...ann, name: "Ann B." };
  atMs = 1_000;
  expect((await recent.get("u1"))?.name).toBe("Ann B.");
});

test("what was changed is seen at once", async () => {
  const recent = users();
  await recent.get("u1");
  stored = { ...ann, name: "Changed" };
  recent.forget("u1");
  expect((await recent.get("u1"))?.name).toBe("Changed");
});

test("a failed look lets nobody in and is not remembered", async () => {
  const recent = users();
  stored = new Error("the database is away");
  await expect(recent.get("u1")).rejects.toThrow("away");
  stored = ann;
  expect(await recent.get("u1")).toBe(ann);
});
