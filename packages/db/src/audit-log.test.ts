import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuditFilter, appendAudit, auditFacets, exportAudit, listAudit } from "./audit-log.ts";
import { inTenant } from "./in-tenant.ts";
import { createTenant, type Tenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const BY = { actor: "user:uann" };
const ENTRIES = [
  { actor: "user:uann", action: "member.added", before: null, after: { userId: "u1", role: "viewer" }, requestId: "r-1" },
  { actor: "user:ubob", action: "member.removed", before: { userId: "u1", role: "viewer" }, after: null, reason: "Left the company" },
  { actor: "user:ubob", action: "membership_rule.saved", before: null, after: { share: "100%" } },
  { actor: "system:demo", action: "placement.saved", before: { key: "home" }, after: { key: "home", note: "under_score" } },
];

let db: TestDatabase;
let tenant: Tenant;
let other: Tenant;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
  other = await createTenant(db.app, db.masterKey, { slug: "two", name: "Two" }, BY);
  for (const entry of ENTRIES) await inTenant(db.app, tenant.id, (tx) => appendAudit(tx, tenant.id, entry));
}, 60_000);
afterAll(() => db.stop());

const actionsFor = async (filter: AuditFilter) =>
  (await listAudit(db.app, tenant.id, { limit: 100, filter })).map(({ action }) => action).reverse();

describe("the audit log", () => {
  it.each<[string, AuditFilter, readonly string[]]>([
    ["an actor", { actor: "user:ubob" }, ["member.removed", "membership_rule.saved"]],
    ["a beginning of the action", { actionPrefix: "member." }, ["member.added", "member.removed"]],
    ["words of the reason, in whatever case", { text: "left the" }, ["member.removed"]],
    ["what stands in the states", { text: '"role": "viewer"' }, ["member.added", "member.removed"]],
    ["a request", { text: "r-1" }, ["member.added"]],
    ["a percent sign, which is no wildcard", { text: "0%" }, ["membership_rule.saved"]],
    ["an underscore, which is none either", { text: "r_s" }, ["placement.saved"]],
    ["several at once", { actor: "user:uann", actionPrefix: "member" }, ["member.added"]],
    ["something that nobody did", { actor: "user:nobody" }, []],
  ])("is searched for %s", async (_, filter, expected) => {
    expect(await actionsFor(filter)).toEqual(expected);
  });

  it("is cut by time, the end not included", async () => {
    const all = await listAudit(db.app, tenant.id, { limit: 100 });
    const [newest, oldest] = [all[0]?.atMs ?? 0, all.at(-1)?.atMs ?? 0];
    expect(await actionsFor({ fromMs: oldest, toMs: newest + 1 })).toHaveLength(all.length);
    expect(await actionsFor({ toMs: oldest })).toEqual([]);
    expect(await actionsFor({ fromMs: newest + 1 })).toEqual([]);
  });

  it("is read in pages with a filter, each entry once", async () => {
    const filter = { actionPrefix: "member" };
    const [first] = await listAudit(db.app, tenant.id, { limit: 1, filter });
    const rest = await listAudit(db.app, tenant.id, { limit: 100, filter, beforeId: first?.id });
    expect([first, ...rest].map((entry) => entry?.action)).toEqual(["membership_rule.saved", "member.removed", "member.added"]);
  });

  it("says who and what stands in it, of its own tenant only", async () => {
    const { actors, actions } = await auditFacets(db.app, other.id);
    expect(actors).toEqual(["user:uann"]);
    expect(actions).toEqual(["tenant.created"]);
    expect((await auditFacets(db.app, tenant.id)).actors).toEqual(["system:demo", "user:uann", "user:ubob"]);
    expect(await listAudit(db.app, other.id, { limit: 100, filter: { text: "viewer" } })).toEqual([]);
  });

  it("notes who took a copy, of what and how much", async () => {
    const copy = await exportAudit(db.app, tenant.id, { limit: 100, filter: { actor: "user:ubob" }, format: "csv" }, BY);
    expect(copy.map(({ action }) => action)).toEqual(["membership_rule.saved", "member.removed"]);
    const [newest] = await listAudit(db.app, tenant.id, { limit: 1 });
    expect(newest).toMatchObject({
      actor: "user:uann",
      action: "audit_log.exported",
      after: { format: "csv", entries: 2, actor: "user:ubob" },
    });
  });
});
