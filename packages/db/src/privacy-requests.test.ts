import { Fault } from "@attune/core/faults";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "./audit-log.ts";
import { leaseErasure, moveErasure, noteFailure, openErasures } from "./erasure-ledger.ts";
import {
  approvePrivacyRequest,
  createPrivacyRequest,
  findPrivacyRequest,
  listPrivacyRequests,
  rejectPrivacyRequest,
  retryPrivacyRequest,
  verifyPrivacyRequest,
} from "./privacy-requests.ts";
import { createTenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const OFFICER = { actor: "user:officer", requestId: "r-1" } as const;
const OWNER = { actor: "user:owner" } as const;

describe("privacy requests", () => {
  let db: TestDatabase;
  let tenantId: string;
  let other: string;
  beforeAll(async () => {
    db = await startTestDatabase();
    ({ id: tenantId } = await createTenant(db.app, db.masterKey, { slug: "a", name: "A" }, OWNER));
    ({ id: other } = await createTenant(db.app, db.masterKey, { slug: "b", name: "B" }, OWNER));
  }, 60_000);
  afterAll(() => db.stop());

  const asked = { type: "erasure", regulation: "gdpr", userId: "user-42-secret", person: "tag", requestedAtMs: 1, dueAtMs: 2 } as const;
  const create = () => createPrivacyRequest(db.app, db.masterKey, tenantId, asked, OFFICER);
  const approved = async () => {
    const { id } = await create();
    await verifyPrivacyRequest(db.app, tenantId, id, "passport", OFFICER);
    return approvePrivacyRequest(db.app, tenantId, id, OWNER);
  };

  it("go through verification and approval by a second person, each in the audit log without the person", async () => {
    const { id } = await create();
    await expect(approvePrivacyRequest(db.app, tenantId, id, OWNER)).rejects.toThrow(Fault);
    await verifyPrivacyRequest(db.app, tenantId, id, "passport", OFFICER);
    await expect(approvePrivacyRequest(db.app, tenantId, id, OFFICER)).rejects.toThrow("second person");
    expect(await approvePrivacyRequest(db.app, tenantId, id, { ...OWNER, reason: "seen" })).toMatchObject({
      state: "approved",
      approvedBy: "user:owner",
    });
    await expect(rejectPrivacyRequest(db.app, tenantId, id, "late", OWNER)).rejects.toThrow("cannot become rejected");
    const audit = (await listAudit(db.app, tenantId, { limit: 3 })).toReversed();
    expect(audit.map(({ action, actor, reason }) => [action, actor, reason])).toEqual([
      ["privacy_request.received", "user:officer", undefined],
      ["privacy_request.verified", "user:officer", undefined],
      ["privacy_request.approved", "user:owner", "seen"],
    ]);
    expect(JSON.stringify(audit)).not.toMatch(/user-42|tag/);
  });

  it("are refused by the database itself where one person would decide alone", async () => {
    const { id } = await create();
    const alone = db.sql("UPDATE privacy_requests SET approved_by = requested_by WHERE id = $1", [id], db.settings.worker);
    await expect(alone).rejects.toThrow(/permission denied/);
    await expect(
      db
        .sql("SELECT set_config('app.tenant', $1, false)", [tenantId], db.settings.app)
        .then(() =>
          db.app.$transaction([
            db.app.$queryRaw`SELECT set_config('app.tenant', ${tenantId}, true)`,
            db.app.$executeRaw`UPDATE privacy_requests SET approved_by = requested_by WHERE id = ${id}`,
          ]),
        ),
    ).rejects.toThrow("second_person");
  });

  it("are another tenant's secret, and their person's id is nowhere in clear", async () => {
    const { id } = await create();
    expect(await findPrivacyRequest(db.app, other, id)).toBeUndefined();
    expect(await listPrivacyRequests(db.app, other)).toEqual([]);
    await expect(verifyPrivacyRequest(db.app, other, id, "x", OFFICER)).rejects.toThrow("no such request");
    const rows = await db.sql("SELECT row_to_json(privacy_requests)::text AS row FROM privacy_requests", [], db.settings.worker);
    expect(JSON.stringify(rows)).not.toContain("user-42");
    await rejectPrivacyRequest(db.app, tenantId, id, "a prank", OWNER);
    const [row] = await db.sql("SELECT sealed_user_id FROM privacy_requests WHERE id = $1", [id], db.settings.worker);
    expect(row).toEqual({ sealed_user_id: null });
  });

  it("are worked on by one worker at a time, and moved only from where they stand", async () => {
    const { id } = await approved();
    const erasure = (await openErasures(db.worker, db.masterKey)).find((one) => one.id === id);
    if (erasure === undefined) throw new Error("it was approved");
    expect(erasure.sealed).toEqual({ userId: "user-42-secret", subjects: [] });
    expect(await leaseErasure(db.worker, erasure, "one", 0, 100)).toBe(true);
    expect(await leaseErasure(db.worker, erasure, "two", 50, 150)).toBe(false);
    expect(await leaseErasure(db.worker, erasure, "one", 50, 200)).toBe(true);
    expect(await leaseErasure(db.worker, erasure, "two", 201, 300)).toBe(true);
    const moves = await Promise.all(["one", "two"].map(() => moveErasure(db.worker, erasure, "approved", "fenced", [])));
    expect(moves.sort()).toEqual([false, true]);
  });

  it("that failed begin again at the purge when somebody says so", async () => {
    const { id } = await approved();
    const erasure = { tenantId, id };
    expect(await noteFailure(db.worker, erasure, "no disk")).toBe(1);
    await moveErasure(db.worker, erasure, "approved", "failed", [], "no disk");
    expect(await findPrivacyRequest(db.app, tenantId, id)).toMatchObject({ state: "failed", lastError: "no disk", attempts: 1 });
    expect(await retryPrivacyRequest(db.app, tenantId, id, OWNER)).toMatchObject({ state: "keys_destroyed", attempts: 0 });
  });
});
