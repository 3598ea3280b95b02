import { describe, expect, it } from "vitest";
import type { EventRecord, LaneRecord } from "../events/lane-record.ts";
import { recommender } from "./recommend.ts";
import type { RecommendRequest } from "./recommend-request.ts";
import { eventOf, NOW_MS, placementOf, smallShop, subjectNamed, TENANT, tenantOf } from "./small-shop.fixture.ts";

const ITEMS = ["jazz-1", "jazz-2", "jazz-3", "rock-1", "rock-2", "rock-3", "folk-new"];
const timer = (delayMs: number) => {
  let handle: ReturnType<typeof setTimeout> | undefined;
  return {
    fired: new Promise<void>((resolve) => {
      handle = setTimeout(resolve, delayMs);
    }),
    cancel: () => clearTimeout(handle),
  };
};

/** Eight people of jazz, twelve of rock, Ann who has just begun with jazz. */
function history(): EventRecord[] {
  const events: EventRecord[] = [];
  for (let n = 0; n < 20; n++) {
    const genre = n < 8 ? "jazz" : "rock";
    for (const i of [1, 2, 3]) events.push(eventOf(`${genre}-fan-${n}`, "play", `${genre}-${i}`, 90_000 - n * 100 - i * 10));
  }
  return [...events, eventOf("ann", "view", "jazz-1", 60)];
}

async function shop(events: readonly LaneRecord[] = history()) {
  const stores = await smallShop(ITEMS, events);
  const reports: string[] = [];
  const recommend = (
    more: Partial<RecommendRequest> = {},
    failing: { state?: () => Promise<never>; standings?: () => Promise<never> } = {},
  ) =>
    recommender({
      ...stores,
      state: failing.state ? { ...stores.state, read: failing.state } : stores.state,
      standings: failing.standings ? { ...stores.standings, read: failing.standings } : stores.standings,
      clock: () => NOW_MS,
      timer,
      report: (source) => reports.push(source),
    })({
      recommendationId: "r1",
      tenant: tenantOf(),
      catalogue: stores.catalogue,
      subject: subjectNamed("ann"),
      placement: placementOf("home"),
      count: 3,
      itemId: undefined,
      filter: undefined,
      exclude: [],
      given: undefined,
      device: undefined,
      includeItems: false,
      explain: false,
      deadlineMs: 200,
      ...more,
    });
  return { ...stores, recommend, reports };
}

const ids = (answer: Awaited<ReturnType<Awaited<ReturnType<typeof shop>>["recommend"]>>) =>
  answer.recommendations.items.map(({ itemId }) => itemId);

describe("recommend", () => {
  it("follows the person: after one view of jazz, jazz comes first and names the view as the reason", async () => {
    const { recommend } = await shop();
    const answer = await recommend();
    expect(ids(answer).slice(0, 2).sort()).toEqual(["jazz-2", "jazz-3"]);
    expect(answer.recommendations).toMatchObject({
      personalized: true,
      fallback: null,
      degraded: false,
      model: { id: "m1", name: "Test blend" },
    });
    expect(answer.recommendations.items[0]?.reasons.map(({ itemId }) => itemId)).toContain("jazz-1");
  });

  it("answers a stranger with what is popular, and says that it is a cold start", async () => {
    const { recommend } = await shop();
    const answer = await recommend({ subject: subjectNamed("nobody") });
    expect(ids(answer)[0]).toMatch(/^rock/);
    expect(answer.recommendations).toMatchObject({ personalized: false, fallback: "cold_start" });
  });

  it("does not personalise for a person who refused, nor when their standing cannot be read", async () => {
    const { recommend, standings, reports } = await shop();
    const unreadable = await recommend({}, { standings: () => Promise.reject(new Error("gone")) });
    expect(unreadable.recommendations).toMatchObject({
      personalized: false,
      fallback: "no_permission",
      degraded: true,
      degradedReasons: ["standing_unavailable"],
    });
    expect(unreadable.impression).toBeUndefined();
    expect(reports).toEqual(["standing"]);
    await standings.write(TENANT, subjectNamed("ann"), {
      purposes: { personalization: false },
      policyVersion: 1,
      source: "test",
      demographics: {},
      suppressed: false,
      changedAtMs: NOW_MS,
    });
    const refused = await recommend();
    expect(refused.recommendations).toMatchObject({ personalized: false, fallback: "no_permission", degraded: false });
    expect(ids(refused)[0]).toMatch(/^rock/);
  });

  it("serves somebody who was merged as the person they turned out to be, with what either refused", async () => {
    const merge = {
      kind: "merge",
      tenant: TENANT,
      subject: subjectNamed("visitor"),
      keyId: "",
      acceptedAtMs: NOW_MS,
      into: subjectNamed("ann"),
    } as const;
    const { recommend, standings } = await shop([...history(), eventOf("visitor", "view", "rock-1", 50), merge]);
    const visitor = { subject: subjectNamed("visitor") };
    expect((await recommend(visitor)).recommendations).toMatchObject({ personalized: true, fallback: null });
    const refused = { purposes: { personalization: false }, policyVersion: 1, source: "test", demographics: {}, suppressed: false };
    await standings.write(TENANT, subjectNamed("ann"), { ...refused, changedAtMs: NOW_MS });
    expect((await recommend(visitor)).recommendations).toMatchObject({ personalized: false, fallback: "no_permission" });
  });

  it("answers within the deadline from what is left when the state store is late", async () => {
    const { recommend } = await shop();
    const answer = await recommend({ deadlineMs: 20 }, { state: () => new Promise(() => undefined) });
    expect(answer.recommendations).toMatchObject({ degraded: true, fallback: "deadline", personalized: false });
    expect(answer.recommendations.degradedReasons).toContain("state_late");
    expect(answer.recommendations.items.length).toBe(3);
  });

  it("hides what the person is done with, not what they viewed", async () => {
    const { recommend } = await shop([...history(), eventOf("ann", "purchase", "jazz-2", 30)]);
    const answer = await recommend({ count: 7 });
    expect(ids(answer)).not.toContain("jazz-2");
    expect(ids(answer)).toContain("jazz-1");
  });

  it("keeps filter, exclusions and hidden items out, and fills a short list", async () => {
    const { recommend, catalogue } = await shop();
    catalogue.put("jazz-3", { itemId: "jazz-3", hidden: true });
    const answer = await recommend({ count: 7, exclude: ["rock-1"], filter: { not: [{ field: "itemId", eq: "rock-2" }] } });
    expect(ids(answer).sort()).toEqual(["folk-new", "jazz-1", "jazz-2", "rock-3"]);
  });

  it("similar starts from the asked item and never shows it", async () => {
    const { recommend } = await shop();
    const answer = await recommend({
      subject: undefined,
      placement: placementOf("item", { strategy: "similar", seenPolicy: "none" }),
      itemId: "rock-1",
      count: 2,
    });
    expect(ids(answer).sort()).toEqual(["rock-2", "rock-3"]);
    expect(answer.impression).toBeUndefined();
  });

  it("ranks exactly the given items, unknown ones too", async () => {
    const { recommend } = await shop();
    const answer = await recommend({ given: ["rock-1", "jazz-2", "never-seen"], count: 3 });
    expect(ids(answer)[0]).toBe("jazz-2");
    expect(ids(answer).sort()).toEqual(["jazz-2", "never-seen", "rock-1"]);
  });

  it("gives the same list for the same request, and logs an impression with features and propensities", async () => {
    const { recommend } = await shop();
    const [first, second] = [await recommend(), await recommend()];
    expect(second.recommendations.items).toEqual(first.recommendations.items);
    expect(first.impression?.items.length).toBe(3);
    expect([...(first.impression?.propensities ?? [])]).toEqual([1, 1, 1]);
    expect(first.impression?.features.length).toBeGreaterThan(0);
  });
});
