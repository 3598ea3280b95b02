import { describe, expect, it } from "vitest";
import { TenantCatalogue } from "../catalogue/tenant-catalogue.ts";
import { emptyCounter, generationOf, landmarkWeight } from "../decay/landmark-decay.ts";
import { emptySubjectState } from "../features/subject-state.ts";
import { itemKey } from "../identity/item-key.ts";
import { ITEM_MODEL } from "../models/model-settings.ts";
import { DEFAULT_MODEL_SETTINGS } from "../placements/default-model.ts";
import { FEATURE_COUNT, FEATURES, priorWeights } from "../ranking/features.ts";
import { type DecisionInputs, decide } from "./decide.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const HALF_LIFE_MS = ITEM_MODEL.popularityHalfLifeMs;
const ITEMS = Array.from({ length: 30 }, (_, i) => `item-${i}`);
const key = (n: number) => itemKey(`item-${n}`);

const entriesOf = (items: readonly number[], halfLifeMs: number) => {
  const scores = items.map((n) => NOW_MS / halfLifeMs + Math.log2(100 - n));
  return { keys: Float64Array.from(items, key), scores: Float64Array.from(scores) };
};

function inputs(changes: Partial<DecisionInputs> = {}): DecisionInputs {
  const catalogue = new TenantCatalogue();
  for (const [n, itemId] of ITEMS.entries()) {
    catalogue.put(itemId, { itemId, categories: [n % 2 === 0 ? "even" : "odd"] });
    const popularity = NOW_MS / HALF_LIFE_MS + Math.log2(100 - n);
    catalogue.learn({ tenant: "t", itemId, itemKey: itemKey(itemId), vector: new Float32Array(48), popularity, version: 1 });
  }
  const state = emptySubjectState("");
  state.recents.push({ key: key(0), type: "view", atMs: NOW_MS - 1000, weight: 1 });
  state.consumed.push(key(5));
  const generation = generationOf(NOW_MS, HALF_LIFE_MS);
  const units = [9, 8, 7, 6].map((weight) => landmarkWeight(NOW_MS, weight, HALF_LIFE_MS));
  const list = { keys: Float64Array.from([5, 6, 7, 8], key), units: Float64Array.from(units), generation };
  return {
    nowMs: NOW_MS,
    placement: {
      key: "home",
      strategy: "for-you",
      seenPolicy: "consumed",
      model: { id: "m", name: "m", settings: DEFAULT_MODEL_SETTINGS },
    },
    settings: DEFAULT_MODEL_SETTINGS,
    personalized: true,
    state,
    catalogue,
    neighbours: [{ seed: { key: key(0), weight: 1 }, next: list, together: list, popularity: emptyCounter() }],
    vectorHits: { keys: Float64Array.from([7, 9], key), scores: Float32Array.of(0.9, 0.2) },
    popular: [entriesOf([1, 2, 3, 4, 5, 6], HALF_LIFE_MS)],
    popularBySegment: [],
    heat: ITEM_MODEL.trendingHalfLivesMs.map((halfLifeMs) => [entriesOf([2, 10], halfLifeMs)]),
    weights: undefined,
    filter: undefined,
    excluded: new Set(),
    given: undefined,
    count: 5,
    ...changes,
  };
}

const itemsOf = (of: DecisionInputs) => decide(of).candidates.map((candidate) => ITEMS.find((itemId) => itemKey(itemId) === candidate.key));

describe("decide", () => {
  it("answers the same for the same inputs, and leaves them as they were", () => {
    const given = inputs();
    const once = decide(given);
    const again = decide(given);
    expect(again.candidates).toEqual(once.candidates);
    expect([...again.scores]).toEqual([...once.scores]);
    expect([...again.features]).toEqual([...once.features]);
    expect([...once.scores]).toEqual([...once.scores].toSorted((a, b) => b - a));
  });

  it("puts what goes with the person's items before what is merely popular", () => {
    const items = itemsOf(inputs());
    expect(items.slice(0, 3)).toEqual(["item-7", "item-6", "item-8"]);
    expect(items.indexOf("item-1")).toBeGreaterThan(2);
  });

  it("hides what was consumed, what is excluded, hidden, not available or filtered out", () => {
    const base = inputs();
    expect(itemsOf(base)).not.toContain("item-5");
    expect(itemsOf(inputs({ placement: { ...base.placement, seenPolicy: "none" } }))[0]).toBe("item-5");
    expect(itemsOf(inputs({ excluded: new Set([key(7)]) }))).not.toContain("item-7");
    const catalogue = base.catalogue as TenantCatalogue;
    catalogue.put("item-7", { itemId: "item-7", hidden: true });
    catalogue.put("item-6", { itemId: "item-6", availableFrom: NOW_MS + 1 });
    catalogue.put("item-8", { itemId: "item-8", availableUntil: NOW_MS });
    expect(itemsOf(base)).not.toEqual(expect.arrayContaining(["item-7"]));
    expect(itemsOf(base).filter((itemId) => ["item-6", "item-8"].includes(itemId as string))).toEqual([]);
    expect(itemsOf(inputs({ filter: { field: "categories", eq: "odd" } })).every((itemId) => Number(itemId?.slice(5)) % 2 === 1)).toBe(
      true,
    );
  });

  it("fills a list that retrieval left short, from what is popular and then from the catalogue", () => {
    const nothing = { neighbours: [], vectorHits: undefined, heat: [], popular: [] };
    const decision = decide(inputs(nothing));
    expect(decision.filled).toBe(true);
    expect(decision.candidates).toHaveLength(5);
    const strict = decide(inputs({ ...nothing, filter: { field: "itemId", in: ["item-28", "item-29"] } }));
    expect(strict.candidates.map((candidate) => candidate.key).toSorted((a, b) => a - b)).toEqual(
      [key(28), key(29)].toSorted((a, b) => a - b),
    );
    expect(decide(inputs()).filled).toBe(false);
  });

  it("orders by learned weights where there are any", () => {
    const weights = priorWeights(DEFAULT_MODEL_SETTINGS).fill(0);
    weights[FEATURES.indexOf("popularity")] = 5;
    expect(itemsOf(inputs({ weights })).slice(0, 3)).toEqual(["item-1", "item-2", "item-3"]);
    expect(itemsOf(inputs({ weights, settings: { ...DEFAULT_MODEL_SETTINGS, ranker: "none" } }))[0]).toBe("item-7");
  });

  it("ranks exactly the given items, the consumed and unknown among them", () => {
    const given = [key(20), key(5), key(7), itemKey("unknown")];
    const decision = decide(inputs({ given }));
    expect(decision.candidates.map((candidate) => candidate.key).toSorted((a, b) => a - b)).toEqual(given.toSorted((a, b) => a - b));
    expect(
      decision.candidates
        .slice(0, 2)
        .map((candidate) => candidate.key)
        .toSorted((a, b) => a - b),
    ).toEqual([key(5), key(7)].toSorted((a, b) => a - b));
    // Not in the list of the most popular, and still told apart from the unknown by its own popularity.
    expect(decision.candidates[2]?.key).toBe(key(20));
  });

  it("shares a best item of 1 with the ranker, in the rows of its list", () => {
    const decision = decide(inputs());
    const column = (name: (typeof FEATURES)[number]) =>
      decision.candidates.map((_, i) => decision.features[i * FEATURE_COUNT + FEATURES.indexOf(name)] as number);
    for (const name of ["covisitation", "transitions", "vectors", "popularity", "trending"] as const)
      expect([name, Math.max(...column(name))]).toEqual([name, 1]);
  });
});
