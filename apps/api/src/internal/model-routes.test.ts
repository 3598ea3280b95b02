import { createHmac } from "node:crypto";
import { type PreviewComparison, previewComparisonSchema } from "@attune/core/live/preview-compare";
import { recentTrafficSchema } from "@attune/core/live/recent-traffic";
import { whatWouldChangeSchema } from "@attune/core/live/what-would-change";
import { DEFAULT_MODEL_SETTINGS } from "@attune/core/placements/default-model";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRivalShop, RIVALS, rivalOf } from "../testing/rival-models.fixture.ts";
import { callApi, INTERNAL_SECRET, type TestApi, testApi, testPlacement } from "../testing/test-api.fixture.ts";

const PEOPLE = Array.from({ length: 12 }, (_, i) => `person-${i}`);
const POPULAR = { id: "mpopular", name: "Popular", settings: RIVALS.popular };
const TRENDING = { id: "mtrending", name: "Trending", settings: RIVALS.trending };

let api: TestApi;
beforeAll(async () => {
  const placements = new Map([
    ["home", { ...testPlacement("home", "for-you"), model: POPULAR }],
    ["item", testPlacement("item", "similar")],
    ["quiet", { ...testPlacement("quiet", "for-you"), model: POPULAR }],
  ]);
  api = await testApi({ tenant: { placements } });
  api.models.set(TRENDING.id, TRENDING);
  await openRivalShop(api, api.tenant, api.keys.secret, PEOPLE);
});
afterAll(() => api.close());

function bearer(): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub: "u1", tenant: "acme", role: "product_manager", exp: Date.now() / 1000 + 60 };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `Bearer ${signed}.${createHmac("sha256", INTERNAL_SECRET).update(signed).digest("base64url")}`;
}
const call = (method: "GET" | "POST", path: string, body?: unknown) =>
  callApi(api.internal, method, `/internal/v1/${path}`, body, { authorization: bearer() });
const subjectOf = (userId: string) => api.collaborators.subjectOf(api.tenant, "user", userId).subject;
const compare = (left: object, right: object, more: object = {}) =>
  call("POST", "preview/compare", { subject: subjectOf("person-0"), placement: "home", count: 5, left, right, ...more });
const idsOf = ({ items }: PreviewComparison["left"]) => items.map(({ itemId }) => itemId);

describe("POST preview/compare", () => {
  it("shows both models' lists for one person, what moved, and why each item is there", async () => {
    const answer = await compare({ modelVersionId: POPULAR.id }, { modelVersionId: TRENDING.id });
    const { left, right, moves, overlap, rankBiasedOverlap } = previewComparisonSchema.parse(answer.body);
    expect([left.model.id, right.model.id]).toEqual([POPULAR.id, TRENDING.id]);
    expect([rivalOf(left.items), rivalOf(right.items)]).toEqual(["popular", "trending"]);
    expect(left.recommendationId).toBe(right.recommendationId);
    expect(left.items[0]).toMatchObject({ reasons: [{ code: "popular" }], item: { title: "The popular-0" } });
    expect(right.items[0]).toMatchObject({ reasons: [{ code: "trending" }] });
    expect(moves.map(({ itemId, move }) => [itemId, move.kind])).toEqual([
      ...idsOf(right).map((id) => [id, "gained"]),
      ...idsOf(left).map((id) => [id, "lost"]),
    ]);
    expect([overlap, rankBiasedOverlap]).toEqual([0, 0]);
  });

  it("takes settings that are not stored, and finds nothing moved between equal ones", async () => {
    const explores = { ...RIVALS.popular, exploration: 0.5 };
    const { left, right, moves, overlap } = previewComparisonSchema.parse(
      (await compare({ settings: explores }, { settings: explores }, { count: 20 })).body,
    );
    expect(left.model).toEqual({ id: "draft", name: "Draft" });
    expect(right.items).toEqual(left.items);
    expect(left.items.some(({ reasons }) => reasons[0]?.code === "exploration")).toBe(true);
    expect(overlap).toBe(1);
    expect(moves.every(({ move }) => move.kind === "kept")).toBe(true);
  });

  it("records nothing as shown, nor as asked", async () => {
    const before = (await api.lane()).length;
    await compare({ modelVersionId: POPULAR.id }, { settings: RIVALS.trending });
    await api.collaborators.impressions.drain();
    expect((await api.lane()).length).toBe(before);
    expect(recentTrafficSchema.parse((await call("GET", "recent-traffic")).body).placements).toContainEqual({
      placement: "quiet",
      requests: 0,
      personalized: 0,
      sinceMs: null,
    });
  });

  it.each([
    ["an unknown version", { modelVersionId: "mnowhere" }, {}, 404],
    ["settings out of range", { settings: { ...DEFAULT_MODEL_SETTINGS, diversity: 2 } }, {}, 400],
    ["an unknown placement", { modelVersionId: POPULAR.id }, { placement: "hom" }, 400],
    ["a missing item", { modelVersionId: POPULAR.id }, { placement: "item" }, 400],
  ])("refuses %s", async (_, right, more, status) => {
    expect((await compare({ modelVersionId: POPULAR.id }, right, more)).status).toBe(status);
  });
});

describe("POST what-would-change", () => {
  const ask = async (placement: string, model: object, limit = 200) =>
    whatWouldChangeSchema.parse((await call("POST", "what-would-change", { placement, model, limit })).body);

  it("is honest when nobody asked yet", async () => {
    expect(await ask("quiet", { settings: RIVALS.trending })).toMatchObject({ requests: 0, sinceMs: null, listsThatDiffer: null });
  });

  it("asks the newest real requests again under both models", async () => {
    for (const userId of PEOPLE) {
      expect((await api.call("POST", "/v1/recommendations", { userId, placement: "home", count: 4 })).status).toBe(200);
    }
    await api.call("POST", "/v1/recommendations", { userId: "person-0", placement: "quiet", count: 4 });
    await api.call("POST", "/v1/rank", { userId: "person-0", placement: "home", itemIds: ["popular-1"] });

    const all = await ask("home", { modelVersionId: TRENDING.id });
    expect(all).toMatchObject({
      from: { id: POPULAR.id },
      to: { id: TRENDING.id },
      requests: PEOPLE.length,
      cutShort: false,
      listsThatDiffer: 1,
      itemsChanged: 4,
      firstItemDiffers: 1,
      rankBiasedOverlap: 0,
      coverage: { before: 4, after: 4, catalogue: 80 },
    });
    expect(all.gained[0]).toEqual({ itemId: "trending-0", title: "The trending-0", lists: PEOPLE.length });
    expect(all.lost[0]).toMatchObject({ itemId: "popular-0" });
    expect(all.examples).toHaveLength(5);
    expect(PEOPLE.map(subjectOf)).toContain(all.examples[0]?.subject);
    expect(all.sinceMs).toBeLessThanOrEqual(Date.now());

    expect(await ask("home", { modelVersionId: POPULAR.id })).toMatchObject({
      requests: PEOPLE.length,
      listsThatDiffer: 0,
      itemsChanged: 0,
    });
    expect(await ask("home", { modelVersionId: TRENDING.id }, 3)).toMatchObject({ requests: 3 });
    expect(await ask("quiet", { modelVersionId: TRENDING.id })).toMatchObject({ requests: 1 });
    expect(recentTrafficSchema.parse((await call("GET", "recent-traffic")).body).placements[0]).toMatchObject({
      placement: "home",
      requests: PEOPLE.length,
      personalized: PEOPLE.length,
    });
  });

  it("does not remember who forbids measuring, nor whom it was told to forget", async () => {
    const purposes = { analytics: false };
    await api.call("POST", "/v1/consent", { userId: "person-1", purposes, source: "test" });
    const asked = () => api.collaborators.recent.of("acme", "home").filter(({ subject }) => subject === subjectOf("person-1")).length;
    const before = asked();
    await api.call("POST", "/v1/recommendations", { userId: "person-1", placement: "home" });
    expect(asked()).toBe(before);
    expect(api.collaborators.recent.forget("acme", subjectOf("person-1"))).toBe(before);
    expect(asked()).toBe(0);
  });
});
