import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { dayOf } from "@attune/core/metrics/usage";
import { listAudit } from "@attune/db/audit-log";
import { appendDecisions } from "@attune/db/consent-ledger";
import type { MemberRole } from "@attune/db/role";
import { createTenant, type Tenant } from "@attune/db/tenants";
import { startTestDatabase, type TestDatabase } from "@attune/db/testing/test-database";
import { setUsage } from "@attune/db/usage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConsoleSession } from "../../session/session.ts";
import { internalApi } from "../internal-api.ts";
import type { Services } from "../services.ts";
import { consentRouter } from "./consent.ts";

const SUBJECT = "s".repeat(22);
const PERSON = "tag-of-the-person-0000";
const DEFAULTS = { personalization: true, analytics: true, model_training: true, sale_or_sharing: false };

/** The api's internal listener, as far as consent goes: what was entered, and whether it answers. */
const listener = { permissions: { ...DEFAULTS }, entered: [] as unknown[], down: false };
const api = createServer((request, response) => {
  void text(request).then((body) => {
    const isEntry = request.url === "/internal/v1/consent";
    if (isEntry && listener.down) return response.writeHead(503).end(JSON.stringify({ title: "Events cannot be stored durably." }));
    if (isEntry) {
      const { purposes } = JSON.parse(body) as { purposes: object };
      listener.entered.push(purposes);
      Object.assign(listener.permissions, purposes);
    }
    const { permissions } = listener;
    return response.end(JSON.stringify({ subject: SUBJECT, person: PERSON, permissions, policyVersion: 1, changedAtMs: null }));
  });
});

let db: TestDatabase;
let tenant: Tenant;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, { actor: "system:test" });
  await new Promise<void>((listening) => api.listen(0, "127.0.0.1", listening));
}, 60_000);
afterAll(async () => {
  api.close();
  await db.stop();
});

function as(role: MemberRole) {
  const own = { tenantId: tenant.id, slug: "one", name: "One", role };
  const session: ConsoleSession = { user: { id: "u1", email: "a@b.example", name: "A", operator: false }, memberships: [own], tenant: own };
  const baseUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const services = { app: db.app, api: internalApi({ baseUrl, secret: "s".repeat(32), nowMs: Date.now }) } as Partial<Services>;
  return consentRouter.createCaller({ session, services: () => services as Services });
}
const newestAudit = async () => (await listAudit(db.app, tenant.id, { limit: 1 }))[0];

describe("entering a decision", () => {
  const entry = { subject: SUBJECT, purposes: { personalization: false }, reason: "They wrote to us." };

  test("is in the audit log by tag before the data plane is told; a failed one is told and can be repeated", async () => {
    listener.down = true;
    await expect(as("compliance_officer").enter(entry)).rejects.toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      message: "Events cannot be stored durably.",
    });
    const audited = { action: "consent.entered", actor: "user:u1", reason: "They wrote to us.", after: { person: PERSON } };
    const first = await newestAudit();
    expect(first).toMatchObject(audited);
    expect(JSON.stringify(first)).not.toContain(SUBJECT);
    listener.down = false;
    expect(await as("owner").enter(entry)).toMatchObject({ permissions: { personalization: false } });
    expect(listener.entered).toEqual([{ personalization: false }]);
    expect((await newestAudit())?.id).not.toBe(first?.id);
  });

  test("is refused to who may only look, and leaves nothing behind", async () => {
    const before = await newestAudit();
    for (const role of ["admin", "product_manager", "developer", "viewer"] as const)
      await expect(as(role).enter(entry)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await newestAudit())?.id).toBe(before?.id);
    expect(listener.entered).toHaveLength(1);
  });

  test("shows by the data plane what holds and by the ledger why, also while the ledger lags", async () => {
    expect(await as("admin").person({ subject: SUBJECT })).toMatchObject({ permissions: { personalization: false }, recorded: false });
    const decidedAtMs = Date.now();
    await appendDecisions(db.worker, [
      {
        tenantId: tenant.id,
        person: PERSON,
        purposes: { personalization: false },
        source: "console",
        policyVersion: 1,
        decidedAtMs,
        lanePartition: 0,
        laneOffset: 1,
      },
    ]);
    expect(await as("admin").person({ subject: SUBJECT })).toMatchObject({
      recorded: true,
      why: {
        personalization: { because: "decision", permitted: false, source: "console", atMs: decidedAtMs },
        analytics: { because: "policy", permitted: true, version: 1 },
      },
      decisions: [{ source: "console" }],
    });
    const ask = (atMs: number) => as("admin").permittedAt({ subject: SUBJECT, purpose: "personalization", atMs });
    expect(await ask(decidedAtMs - 1)).toMatchObject({ permitted: true, because: "policy" });
    expect(await ask(decidedAtMs)).toMatchObject({ permitted: false, because: "decision" });
    expect(await ask(0)).toEqual({ permitted: false, because: "no_policy" });
  });
});

describe("publishing", () => {
  test("is refused to who may only look, and to a draft that cannot hold", async () => {
    const [inForce] = await as("admin").policies();
    const purposes = inForce?.purposes as NonNullable<typeof inForce>["purposes"];
    const input = { draft: { purposes, statement: "New." }, basedOnVersion: 1, reason: "because" };
    await expect(as("admin").publish(input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const assumed = { ...purposes, analytics: { legalBasis: "consent", mode: "opt_out" } } as const;
    await expect(as("owner").publish({ ...input, draft: { ...input.draft, purposes: assumed } })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    expect(await as("owner").publish(input)).toMatchObject({ version: 2 });
    await expect(as("owner").publish(input)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await as("admin").policies()).map(({ version }) => version)).toEqual([2, 1]);
  });
});

test("what was withheld is told by day, days without anything too", async () => {
  const dayMs = dayOf(Date.now());
  const row = { tenantId: tenant.id, dayMs, source: "test" } as const;
  await setUsage(db.worker, [
    { ...row, measure: "events", count: 9 },
    { ...row, measure: "withheld_events", count: 2 },
    { ...row, measure: "withheld_examples", count: 1 },
  ]);
  const [today, yesterday, ...more] = await as("compliance_officer").withheld({ days: 2 });
  expect(today).toEqual({ dayMs, events: 9, recommendations: 0, withheldEvents: 2, withheldRecommendations: 0, withheldExamples: 1 });
  expect(yesterday).toMatchObject({ events: 0, withheldEvents: 0 });
  expect(more).toEqual([]);
});
