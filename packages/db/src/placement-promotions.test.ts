import { DEFAULT_MODEL_SETTINGS } from "@attune/core/placements/default-model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "./audit-log.ts";
import { inTenant } from "./in-tenant.ts";
import { listModelVersionStates } from "./model-version-states.ts";
import { createModelVersion, findModelVersion, listModelVersions } from "./model-versions.ts";
import { listPlacementPointers } from "./placement-pointers.ts";
import { listPromotions, promoteModelVersion, rollbackPlacement } from "./placement-promotions.ts";
import { listPlacements } from "./placements.ts";
import { createTenant, type Tenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const BY = { actor: "user:u1", reason: "the weights of spring", requestId: "r1" };

let db: TestDatabase;
let tenant: Tenant;
let other: Tenant;
let first: string;
let second: string;
let third: string;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, BY);
  other = await createTenant(db.app, db.masterKey, { slug: "two", name: "Two" }, BY);
  first = (await listModelVersions(db.app, tenant.id))[0]?.id ?? "";
  second = (await createModelVersion(db.app, tenant.id, { name: "Second", settings: DEFAULT_MODEL_SETTINGS }, BY)).id;
  third = (await createModelVersion(db.app, tenant.id, { name: "Third", settings: DEFAULT_MODEL_SETTINGS }, BY)).id;
}, 60_000);
afterAll(() => db.stop());

const live = async (placementKey = "home") => (await listPlacements(db.app, tenant.id)).find(({ key }) => key === placementKey)?.model.id;
const promote = (modelVersionId: string, expectedModelVersionId: string, placementKey = "home") =>
  promoteModelVersion(db.app, tenant.id, { placementKey, modelVersionId, expectedModelVersionId }, BY);
const rollback = (expectedModelVersionId: string, placementKey = "home") =>
  rollbackPlacement(db.app, tenant.id, { placementKey, expectedModelVersionId }, BY);
const states = async () =>
  (await listModelVersionStates(db.app, tenant.id)).map(({ id, state, placements }) => ({ id, state, placements }));

describe("promotion", () => {
  it("moves the pointer, the history and the audit log together", async () => {
    const moved = await promote(second, first);
    expect(await live()).toBe(second);
    expect(await live("item")).toBe(first);
    expect(moved).toMatchObject({ kind: "promotion", placementKey: "home", fromVersionId: first, toVersionId: second, actor: "user:u1" });
    expect(await listPromotions(db.app, tenant.id, "home")).toEqual([moved]);
    expect((await listAudit(db.app, tenant.id, { limit: 1 }))[0]).toMatchObject({
      action: "placement.promoted",
      ...BY,
      before: { placementKey: "home", model: { id: first } },
      after: { placementKey: "home", model: { id: second, name: "Second" } },
    });
    await rollback(second);
  });

  it("is refused when something else is live than was believed, and changes nothing", async () => {
    const before = [await live(), await listPromotions(db.app, tenant.id), await listAudit(db.app, tenant.id, { limit: 50 })];
    await expect(promote(third, second)).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("Tuned blend") });
    await expect(promote(first, first)).rejects.toMatchObject({ code: "conflict" });
    await expect(promote("mnowhere", first)).rejects.toMatchObject({ code: "not_found" });
    await expect(promote(second, first, "nowhere")).rejects.toMatchObject({ code: "not_found" });
    await expect(rollback(third)).rejects.toMatchObject({ code: "conflict" });
    expect([await live(), await listPromotions(db.app, tenant.id), await listAudit(db.app, tenant.id, { limit: 50 })]).toEqual(before);
  });

  it("lets one of many at once through", async () => {
    const tries = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => promote(i % 2 === 0 ? second : third, first, "cart")));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await listPromotions(db.app, tenant.id, "cart")).toHaveLength(1);
  });

  it("knows neither versions nor placements of another tenant", async () => {
    const foreign = (await listModelVersions(db.app, other.id))[0]?.id ?? "";
    await expect(promote(foreign, first)).rejects.toMatchObject({ code: "not_found" });
    expect(await findModelVersion(db.app, tenant.id, foreign)).toBeUndefined();
    expect(await listPromotions(db.app, other.id)).toEqual([]);
  });

  it("is refused while an experiment runs on the placement, by its name", async () => {
    const variants = [
      { key: "control", name: "Now", modelVersionId: first, weight: 0.5 },
      { key: "treatment", name: "Next", modelVersionId: third, weight: 0.5 },
    ];
    const create = {
      id: "e1",
      key: "spring",
      name: "Spring weights",
      hypothesis: "",
      placementKey: "trending",
      state: "running",
      seed: "s",
    };
    await inTenant(db.app, tenant.id, (tx) =>
      tx.experiment.create({
        data: { ...create, tenantId: tenant.id, variants, conversionEvent: "purchase", createdBy: "user:u1" },
        select: { id: true },
      }),
    );
    const refusal = { code: "conflict", message: expect.stringContaining("Spring weights") };
    await expect(promote(second, first, "trending")).rejects.toMatchObject(refusal);
    await expect(rollback(first, "trending")).rejects.toMatchObject(refusal);
    expect((await states()).find(({ id }) => id === third)).toMatchObject({ state: "live" });
    await inTenant(db.app, tenant.id, (tx) => tx.experiment.updateMany({ where: { key: "spring" }, data: { state: "decided" } }));
  });
});

describe("the pointers of a tenant", () => {
  it("say since when and by whom, what came before and what keeps them", async () => {
    const [of, asked] = [
      (await listPlacementPointers(db.app, tenant.id)).map((pointer) => [pointer.key, pointer] as const),
      ["home", "item"],
    ];
    const [home, item] = asked.map((key) => new Map(of).get(key));
    const [newest] = await listPromotions(db.app, tenant.id, "home");
    expect(home).toMatchObject({ model: { id: first }, sinceMs: newest?.atMs, by: "user:u1", before: undefined, experiment: undefined });
    const made = await findModelVersion(db.app, tenant.id, first);
    expect(item).toMatchObject({ sinceMs: made?.createdAtMs, by: made?.createdBy });
    await promote(second, first);
    expect((await listPlacementPointers(db.app, tenant.id)).find(({ key }) => key === "home")).toMatchObject({ before: { id: first } });
    await rollback(second);
  });
});

describe("rollback", () => {
  it("goes one version back each time, until there is none before", async () => {
    await promote(second, first, "item");
    await promote(third, second, "item");
    expect(await rollback(third, "item")).toMatchObject({ kind: "rollback", fromVersionId: third, toVersionId: second });
    expect(await rollback(second, "item")).toMatchObject({ toVersionId: first });
    expect(await live("item")).toBe(first);
    await expect(rollback(first, "item")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("no version before"),
    });
    expect((await listAudit(db.app, tenant.id, { limit: 1 }))[0]).toMatchObject({ action: "placement.rolled_back", reason: BY.reason });
  });
});

describe("the state of a version", () => {
  it("follows from what serves it", async () => {
    const never = await createModelVersion(db.app, tenant.id, { name: "Never", settings: DEFAULT_MODEL_SETTINGS }, BY);
    const now = await live("cart");
    await rollback(now ?? "", "cart");
    expect(await states()).toEqual([
      { id: never.id, state: "ready", placements: [] },
      { id: third, state: "retired", placements: [] },
      { id: second, state: "retired", placements: [] },
      { id: first, state: "live", placements: ["cart", "home", "item", "trending"] },
    ]);
  });
});

describe("a new version", () => {
  it.each([
    ["without a retriever", { name: "N", settings: { ...DEFAULT_MODEL_SETTINGS, retrievers: { popularity: 0 } } }, "settings.retrievers"],
    ["without a name", { name: "  ", settings: DEFAULT_MODEL_SETTINGS }, "name"],
    ["that explores everywhere", { name: "N", settings: { ...DEFAULT_MODEL_SETTINGS, exploration: 0.9 } }, "settings.exploration"],
  ])("is refused %s", async (_, input, path) => {
    await expect(createModelVersion(db.app, tenant.id, input, BY)).rejects.toMatchObject({ code: "invalid_request", errors: [{ path }] });
  });
});
