import { verifyCertificate } from "@attune/adapters/crypto/certificate-signature";
import { withSuppression } from "@attune/core/consent/with-suppression";
import { listAudit } from "@attune/db/audit-log";
import { listReceipts } from "@attune/db/privacy-requests";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningWorker, startWorker } from "../worker.ts";
import { type ErasureWorld, erasureWorld } from "./erasure-world.fixture.ts";

const CANARY = "canary-7f3c9e21-Zoë";
const OTHER = "other-51b0aa72-Ida";

describe("an erasure", () => {
  let world: ErasureWorld;
  let worker: RunningWorker;
  beforeAll(async () => {
    world = await erasureWorld();
    worker = await startWorker(world.ports);
  }, 60_000);
  afterAll(async () => {
    await worker.stop();
    await world.close();
  });

  it("leaves nothing of the person in any file of any store, everything of everybody else, and a certificate that says so", async () => {
    const [canary, other] = [await world.live(CANARY, 60), await world.live(OTHER, 60)];
    await world.examplePeople(CANARY, OTHER);
    for (let n = 0; n < 20; n++) await world.live(`crowd-${n}`, 40);
    await world.folded();
    const otherBefore = await world.stateOf(other.subject);
    const checkpointsBefore = await world.checkpoint();
    const before = await world.scan(canary);
    for (const store of ["topic:events", "topic:dead-letters", "topic:consent-decisions", "state", "standings", "file:checkpoints"])
      expect(before.get(store)?.hits.length, `positive control: ${store}`).toBeGreaterThan(0);

    const startedMs = performance.now();
    const { id } = await world.request(CANARY);
    await expect.poll(async () => (await world.find(id)).state, { timeout: 40_000, interval: 20 }).toBe("certified");
    console.info(`certified ${Math.round(performance.now() - startedMs)} ms after the approval`);

    for (const [store, { hits }] of await world.scan(canary)) expect(hits, store).toEqual([]);
    expect(await world.traces(canary.subject, canary.device)).toBe(0);
    expect(await world.stateOf(other.subject)).toEqual(otherBefore);
    expect((await world.scan(other)).get("state")?.hits.length).toBeGreaterThan(0);
    expect((await world.scan(other)).get("file:checkpoints")?.hits.length).toBeGreaterThan(0);
    expect(await world.checkpointsLeftOf(checkpointsBefore, canary)).toEqual([]);
    const [left] = await world.db.sql<{ count: string }>("SELECT count(*) FROM personas", [], world.db.settings.worker);
    expect(left?.count).toBe("1");

    const request = await world.find(id);
    expect(request.tracesBefore).toMatchObject({
      "state:s": 2,
      standings: 1,
      "table:consent_ledger": 1,
      "table:personas": 1,
      "state:p": 1,
    });
    expect(request.tracesBefore?.["topic:events"]).toBeGreaterThan(60);
    const [sealed] = await world.db.sql("SELECT sealed_user_id FROM privacy_requests", [], world.db.settings.worker);
    expect(sealed).toEqual({ sealed_user_id: null });
    expect(request.certificate && verifyCertificate(request.certificate)).toBe(true);
    const text = Buffer.from(JSON.stringify(request.certificate));
    for (const { name, bytes } of world.formsOf(canary)) expect(text.includes(Buffer.from(bytes)), name).toBe(false);

    const receipts = await listReceipts(world.db.app, world.tenant.id, id);
    const scans = receipts.filter(({ step }) => step === "scan");
    expect(scans.map(({ store }) => store)).toEqual(
      expect.arrayContaining(["topic:events", "state", "standings", "postgres", "file:checkpoints"]),
    );
    for (const { store, receipt } of scans) expect(receipt.residue, store).toBe(0);
    for (const store of ["topic:events", "state", "standings", "postgres", "file:checkpoints"])
      expect(scans.find((scan) => scan.store === store)?.receipt.controlFound, store).toBe(true);

    const audit = (await listAudit(world.db.app, world.tenant.id, { limit: 50 })).filter(({ action }) =>
      action.startsWith("privacy_request."),
    );
    expect(audit.map(({ action }) => action.slice("privacy_request.".length)).reverse()).toEqual([
      "received",
      "verified",
      "approved",
      "fenced",
      "keys_destroyed",
      "stores_purged",
      "models_clean",
      "scanned",
      "certified",
    ]);
    for (const { name, bytes } of world.formsOf(canary))
      expect(Buffer.from(JSON.stringify(audit)).includes(Buffer.from(bytes)), name).toBe(false);
    expect(JSON.stringify(audit)).not.toContain(request.person);
  }, 60_000);

  it("holds afterwards: the standing of the person says so, whatever is written under their alias", async () => {
    const standings = withSuppression(world.standings, world.tagOf, () => world.tenant);
    const [standing] = await standings.read(world.tenant.id, [world.aliasOf(CANARY)]);
    expect(standing).toMatchObject({ suppressed: true });
  });

  it("of nobody we know says loudly that nothing was found", async () => {
    const { id } = await world.request("who-is-this-999");
    await expect.poll(async () => (await world.find(id)).state, { timeout: 40_000, interval: 20 }).toBe("certified");
    const { certificate, tracesBefore } = await world.find(id);
    expect(Object.values(tracesBefore ?? {}).every((count) => count === 0)).toBe(true);
    expect(certificate?.certificate.nothingWasFound).toBe(true);
  }, 60_000);

  it("ends again what came into being after the fence", async () => {
    const late = await world.live("late-4477-person", 10);
    await world.folded();
    const { id } = await world.request("late-4477-person");
    await expect
      .poll(async () => (await world.find(id)).state, { timeout: 40_000, interval: 1 })
      .toMatch(/fenced|keys_destroyed|stores_purged/);
    await world.live("late-4477-person", 3);
    await expect.poll(async () => (await world.find(id)).state, { timeout: 40_000, interval: 20 }).toBe("certified");
    for (const [store, { hits }] of await world.scan(late)) expect(hits, store).toEqual([]);
  }, 60_000);
});
