import { checklist } from "@attune/core/experiments/checklist";
import type { Draft } from "@attune/core/experiments/draft";
import { DEFAULT_MODEL_SETTINGS } from "@attune/core/placements/default-model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "./audit-log.ts";
import { controlSource } from "./control-source.ts";
import { listExperimentChanges } from "./experiment-changes.ts";
import { checkExperiment } from "./experiment-checks.ts";
import { archiveExperiment, decideExperiment, startExperiment, stopExperiment } from "./experiment-lifecycle.ts";
import { createExperiment, type Experiment, editExperiment, findExperiment, listExperiments } from "./experiments.ts";
import { createModelVersion, listModelVersions } from "./model-versions.ts";
import { listPromotions, promoteModelVersion } from "./placement-promotions.ts";
import { listPlacements } from "./placements.ts";
import { createTenant, type Tenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const BY = { actor: "user:u1", requestId: "r1" };
const WHY = { ...BY, reason: "because of the numbers" };

let db: TestDatabase;
let tenant: Tenant;
let other: Tenant;
let first: string;
let second: string;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
  other = await createTenant(db.app, db.masterKey, { slug: "two", name: "Two" }, BY);
  first = (await listModelVersions(db.app, tenant.id))[0]?.id ?? "";
  second = (await createModelVersion(db.app, tenant.id, { name: "Second", settings: DEFAULT_MODEL_SETTINGS }, BY)).id;
}, 60_000);
afterAll(() => db.stop());

let drafts = 0;
const draft = (more: Partial<Draft> = {}): Draft => ({
  key: `ranking-${++drafts}`,
  name: "Ranking",
  hypothesis: "A learned order is clicked more.",
  placementKey: "home",
  controlVersionId: first,
  treatmentVersionId: second,
  sameModel: false,
  conversionEvent: "purchase",
  ...more,
});
const create = (more: Partial<Draft> = {}) => createExperiment(db.app, tenant.id, draft(more), BY);
const start = ({ id }: Experiment) => startExperiment(db.app, tenant.id, id, BY);
const stop = ({ id }: Experiment) => stopExperiment(db.app, tenant.id, id, WHY);
const snapshot = async () => {
  const loaded = await controlSource({ db: db.control, masterKey: db.masterKey, report: () => undefined }).load(undefined);
  return loaded?.tenants.get(tenant.id);
};
const live = async (key: string) => (await listPlacements(db.app, tenant.id)).find((placement) => placement.key === key)?.model.id;

describe("a draft", () => {
  it("is two halves, can be edited, and is in the audit log", async () => {
    const made = await create();
    expect(made).toMatchObject({
      state: "draft",
      phase: 1,
      variants: [
        { key: "control", modelVersionId: first, weight: 0.5 },
        { key: "treatment", modelVersionId: second, weight: 0.5 },
      ],
    });
    const edited = await editExperiment(db.app, tenant.id, made.id, draft({ key: made.key, name: "Better name" }), BY);
    expect(edited).toEqual({ ...made, name: "Better name" });
    expect(await findExperiment(db.app, tenant.id, made.key)).toEqual(edited);
    expect(await listExperimentChanges(db.app, tenant.id, made.id)).toMatchObject([
      { action: "experiment.edited", before: { name: "Ranking" }, after: { name: "Better name" }, ...BY },
      { action: "experiment.created", before: null, after: { id: made.id } },
    ]);
  });

  it("needs two different models, unless an A/A test is meant, and a key of its own", async () => {
    await expect(create({ treatmentVersionId: first })).rejects.toMatchObject({
      code: "invalid_request",
      errors: [{ path: "treatmentVersionId" }],
    });
    await expect(create({ sameModel: true })).rejects.toMatchObject({ code: "invalid_request", errors: [{ path: "sameModel" }] });
    await expect(create({ key: "Not a key" })).rejects.toMatchObject({ code: "invalid_request", errors: [{ path: "key" }] });
    const { key } = await create({ treatmentVersionId: first, sameModel: true });
    await expect(create({ key })).rejects.toMatchObject({ code: "conflict" });
  });

  it("belongs to its tenant", async () => {
    const made = await create();
    expect(await listExperiments(db.app, other.id)).toEqual([]);
    expect(await findExperiment(db.app, other.id, made.key)).toBeUndefined();
    await expect(startExperiment(db.app, other.id, made.id, BY)).rejects.toMatchObject({ code: "not_found" });
    expect(await listExperimentChanges(db.app, other.id, made.id)).toEqual([]);
  });
});

describe("the way of an experiment", () => {
  it("starts, is served, stops, and a treatment that won is promoted with the decision", async () => {
    const made = await create();
    expect((await checkExperiment(db.app, tenant.id, made)).every(({ passed }) => passed)).toBe(true);
    const running = await start(made);
    expect(running).toMatchObject({ state: "running", seed: made.seed, startedAtMs: expect.any(Number) });
    expect(await live("home")).toBe(first);
    expect((await snapshot())?.experiments.get("home")).toMatchObject({
      id: made.id,
      seed: made.seed,
      phase: 1,
      variants: [{ model: { id: first } }, { model: { id: second } }],
    });

    await expect(start(made)).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("running by now") });
    const rival = await create();
    expect((await checkExperiment(db.app, tenant.id, rival)).filter(({ passed }) => !passed)).toMatchObject([{ field: "placementKey" }]);
    await expect(start(rival)).rejects.toMatchObject({ code: "conflict" });
    expect((await findExperiment(db.app, tenant.id, rival.key))?.state).toBe("draft");
    await expect(editExperiment(db.app, tenant.id, made.id, draft(), BY)).rejects.toMatchObject({ code: "conflict" });

    expect(await stop(made)).toMatchObject({ state: "stopped", stopReason: WHY.reason });
    expect((await snapshot())?.experiments.size).toBe(0);
    const decided = await decideExperiment(db.app, tenant.id, { id: made.id, decision: "treatment" }, WHY);
    expect(decided).toMatchObject({ state: "decided", decision: "treatment", decisionReason: WHY.reason, decidedBy: "user:u1" });
    expect(await live("home")).toBe(second);
    expect(await listPromotions(db.app, tenant.id, "home")).toMatchObject([
      { fromVersionId: first, toVersionId: second, reason: WHY.reason },
    ]);
    expect((await archiveExperiment(db.app, tenant.id, made.id, "decided", BY)).state).toBe("archived");
    expect((await listExperimentChanges(db.app, tenant.id, made.id)).map(({ action }) => action)).toEqual([
      "experiment.archived",
      "experiment.decided",
      "experiment.stopped",
      "experiment.started",
      "experiment.created",
    ]);
  });

  it("leaves the placement alone when control wins or nothing was learned", async () => {
    for (const decision of ["control", "inconclusive"] as const) {
      const made = await create({ placementKey: "cart" });
      await start(made);
      await stop(made);
      await decideExperiment(db.app, tenant.id, { id: made.id, decision }, WHY);
      expect(await live("cart")).toBe(first);
    }
  });

  it("is decided and promoted together or not at all", async () => {
    const made = await create({ placementKey: "item" });
    await start(made);
    await stop(made);
    await db.sql("DELETE FROM placements WHERE tenant_id = $1 AND key = 'item'", [tenant.id]);
    const before = await listAudit(db.app, tenant.id, { limit: 100 });
    await expect(decideExperiment(db.app, tenant.id, { id: made.id, decision: "treatment" }, WHY)).rejects.toMatchObject({
      code: "conflict",
    });
    expect((await findExperiment(db.app, tenant.id, made.key))?.state).toBe("stopped");
    expect(await listAudit(db.app, tenant.id, { limit: 100 })).toEqual(before);
  });

  it("does not let the pointer be moved under a running experiment, and of two that start at once one does", async () => {
    const [a, b] = [await create({ placementKey: "trending" }), await create({ placementKey: "trending" })];
    const outcomes = await Promise.allSettled([start(a), start(b)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(
      promoteModelVersion(db.app, tenant.id, { placementKey: "trending", expectedModelVersionId: first, modelVersionId: second }, BY),
    ).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("checklist", () => {
  it("names what is missing, by field", () => {
    const failed = checklist(
      { hypothesis: "short", placementKey: "gone", variants: [], conversionEvent: "gone" },
      { placements: ["home"], modelVersions: [], eventTypes: ["purchase"], runningThere: [] },
    ).filter(({ passed }) => !passed);
    expect(failed.map(({ field }) => field)).toEqual(["hypothesis", "placementKey", "variants", "variants", "conversionEvent"]);
  });
});
