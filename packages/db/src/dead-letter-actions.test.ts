import { afterAll, beforeAll, expect, it } from "vitest";
import { listAudit } from "./audit-log.ts";
import { beginReplay, discardLetters, failReplay, finishReplay, listLetterActions, REPLAY_TIMEOUT_MS } from "./dead-letter-actions.ts";
import { createTenant, type Tenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const BY = { actor: "user:u1", requestId: "r1", reason: "the shop was mended" };
const at = (ms: number) => new Date(ms);

let db: TestDatabase;
let tenant: Tenant;
let other: Tenant;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
  other = await createTenant(db.app, db.masterKey, { slug: "other", name: "Other" }, BY);
}, 60_000);
afterAll(() => db.stop());

const stateOf = async (id: string) => (await listLetterActions(db.app, tenant.id)).find(({ letterId }) => letterId === id);
const audited = async (id: string) =>
  (await listAudit(db.app, tenant.id, { limit: 50 }))
    .filter(({ after }) => (after as { letterId?: string } | null)?.letterId === id)
    .map(({ action }) => action)
    .toReversed();

it("lets one of many replay a letter, once", async () => {
  const tried = await Promise.allSettled([1, 2, 3].map(() => beginReplay(db.app, tenant.id, "a", BY, at(1000))));
  expect(tried.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  await finishReplay(db.app, tenant.id, "a", BY, at(1100));
  expect(await stateOf("a")).toEqual({ letterId: "a", action: "replayed", actor: "user:u1", atMs: 1100, failed: undefined });
  await expect(beginReplay(db.app, tenant.id, "a", BY, at(1e12))).rejects.toMatchObject({ code: "conflict" });
  await expect(discardLetters(db.app, tenant.id, ["x", "a"], BY, at(1e12))).rejects.toMatchObject({ code: "conflict" });
  expect(await audited("a")).toEqual(["dead_letter.replaying", "dead_letter.replayed"]);
});

it("may be tried again when it was refused, or when whoever tried died", async () => {
  await beginReplay(db.app, tenant.id, "b", BY, at(0));
  await failReplay(db.app, tenant.id, "b", "still wrong", BY, at(10));
  expect(await stateOf("b")).toMatchObject({ action: "replaying", failed: "still wrong" });
  await beginReplay(db.app, tenant.id, "b", BY, at(20));
  await expect(beginReplay(db.app, tenant.id, "b", BY, at(20 + REPLAY_TIMEOUT_MS - 1))).rejects.toMatchObject({ code: "conflict" });
  await beginReplay(db.app, tenant.id, "b", BY, at(20 + REPLAY_TIMEOUT_MS));
});

it("is discarded for a reason, by its own tenant", async () => {
  await discardLetters(db.app, tenant.id, ["d", "c"], BY, at(5));
  expect(await stateOf("c")).toMatchObject({ action: "discarded" });
  expect(await stateOf("d")).toMatchObject({ action: "discarded" });
  expect(await stateOf("x")).toBeUndefined();
  expect(await listLetterActions(db.app, other.id)).toEqual([]);
  const [entry] = await listAudit(db.app, tenant.id, { limit: 1 });
  expect(entry).toMatchObject({ action: "dead_letter.discarded", reason: BY.reason, before: null });
});
