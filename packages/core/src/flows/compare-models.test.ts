import { describe, expect, it } from "vitest";
import type { EventRecord } from "../events/lane-record.ts";
import { DEFAULT_MODEL_SETTINGS } from "../placements/default-model.ts";
import type { ModelVersion } from "../placements/schema.ts";
import { modelComparer } from "./compare-models.ts";
import { recommender } from "./recommend.ts";
import type { RecommendRequest } from "./recommend-request.ts";
import { eventOf, NOW_MS, placementOf, smallShop, subjectNamed, tenantOf } from "./small-shop.fixture.ts";

const ITEMS = Array.from({ length: 12 }, (_, i) => (i < 6 ? `jazz-${i}` : `rock-${i}`));
const timer = () => ({ fired: new Promise<void>(() => undefined), cancel: () => undefined });
const model = (id: string, changes: Partial<ModelVersion["settings"]>): ModelVersion => ({
  id,
  name: id,
  settings: { ...DEFAULT_MODEL_SETTINGS, exploration: 0, ...changes },
});
const PERSONAL = model("personal", { retrievers: { covisitation: 1 }, diversity: 0, ranker: "none" });
const POPULAR = model("popular", { retrievers: { popularity: 1 }, diversity: 0, ranker: "none" });

/** Four people of jazz, nine of rock, Ann who has begun with jazz. */
function history(): EventRecord[] {
  const events: EventRecord[] = [];
  for (let n = 0; n < 13; n++) {
    for (const item of ITEMS.filter((id) => id.startsWith(n < 4 ? "jazz" : "rock"))) {
      events.push(eventOf(`fan-${n}`, "play", item, 90_000 - n * 100));
    }
  }
  return [...events, eventOf("ann", "view", "jazz-0", 60)];
}

async function shop() {
  const stores = await smallShop(ITEMS, history());
  let nowMs = NOW_MS;
  let reads = 0;
  const read: typeof stores.state.read = (keys) => {
    reads += keys.length;
    return stores.state.read(keys);
  };
  const ports = { ...stores, clock: () => nowMs++, timer, report: () => undefined, state: { ...stores.state, read } };
  const request: RecommendRequest = {
    recommendationId: "r1",
    tenant: tenantOf(),
    catalogue: stores.catalogue,
    subject: subjectNamed("ann"),
    placement: placementOf("home", { model: POPULAR }),
    count: 5,
    itemId: undefined,
    filter: undefined,
    exclude: [],
    given: undefined,
    device: undefined,
    includeItems: false,
    explain: false,
    deadlineMs: 200,
  };
  return { ports, request, reads: () => reads };
}

const idsOf = ({ items }: { readonly items: readonly { readonly itemId: string }[] }) => items.map(({ itemId }) => itemId);

describe("comparing models", () => {
  it("answers for each model what it would answer alone, with its own reasons", async () => {
    const { ports, request } = await shop();
    const [popular, personal] = await modelComparer(ports)(request, [POPULAR, PERSONAL]);
    expect([popular?.model.id, personal?.model.id]).toEqual(["popular", "personal"]);
    for (const [answer, asked] of [
      [popular, POPULAR],
      [personal, PERSONAL],
    ] as const) {
      const alone = await recommender(ports)({ ...request, placement: { ...request.placement, model: asked } });
      expect(idsOf(answer ?? { items: [] })).toEqual(idsOf(alone.recommendations));
    }
    expect(personal?.items[0]?.itemId).toMatch(/^jazz/);
    expect(popular?.items[0]?.itemId).toMatch(/^rock/);
    expect(personal?.items[0]?.reasons[0]?.code).toBe("viewed_together");
  });

  it("finds no difference between a model and itself, exploration included, though the shop changes between its answers", async () => {
    const { ports, request } = await shop();
    const explores = model("explores", { exploration: 0.5 });
    for (let i = 0; i < 20; i++) {
      let reads = 0;
      // One answer reads twice: the person, then the items.
      const read: typeof ports.state.read = async (keys) => (++reads > 2 ? keys.map(() => undefined) : ports.state.read(keys));
      const [left, right] = await modelComparer({ ...ports, state: { read } })({ ...request, recommendationId: `r${i}` }, [
        explores,
        { ...explores, id: "same" },
      ]);
      expect(right?.items).toEqual(left?.items);
    }
  });

  it("reads each thing of the stores once, whatever changes meanwhile", async () => {
    const { ports, request, reads } = await shop();
    await recommender(ports)({ ...request, placement: { ...request.placement, model: PERSONAL } });
    const alone = reads();
    await modelComparer(ports)(request, [PERSONAL, { ...PERSONAL, id: "again" }, POPULAR]);
    expect(reads() - alone).toBe(alone);
  });

  it("is not diverted by a running experiment", async () => {
    const { ports, request } = await shop();
    const variants = [
      { key: "control", weight: 0, model: POPULAR },
      { key: "treatment", weight: 1, model: POPULAR },
    ] as const;
    const running = { id: "e1", key: "e1", phase: 1, seed: "s", conversionEvent: "purchase", variants };
    const tenant = { ...request.tenant, experiments: new Map([["home", running]]) };
    const [answer] = await modelComparer(ports)({ ...request, tenant }, [PERSONAL]);
    expect(answer).toMatchObject({ model: { id: "personal" }, experiments: [] });
  });
});
