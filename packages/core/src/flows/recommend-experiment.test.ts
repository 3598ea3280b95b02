import { describe, expect, it } from "vitest";
import { assign } from "../experiments/assign.ts";
import type { RunningExperiment } from "../experiments/schema.ts";
import { recommender } from "./recommend.ts";
import type { RecommendRequest } from "./recommend-request.ts";
import { eventOf, NOW_MS, placementOf, smallShop, subjectNamed, TENANT, tenantOf } from "./small-shop.fixture.ts";

const OWN = placementOf("home").model;
const POPULAR = { ...OWN, id: "m2", name: "Popularity only", settings: { ...OWN.settings, retrievers: { popularity: 1 } } };
const EXPERIMENT: RunningExperiment = {
  id: "x1",
  key: "own-against-popular",
  phase: 1,
  seed: "seed",
  conversionEvent: "purchase",
  variants: [
    { key: "control", weight: 0.5, model: POPULAR },
    { key: "treatment", weight: 0.5, model: OWN },
  ],
};

async function shop(experiment: RunningExperiment = EXPERIMENT) {
  const events = ["jazz-1", "jazz-2", "rock-1"].map((item, i) => eventOf("fan", "play", item, 1000 - i));
  const stores = await smallShop(["jazz-1", "jazz-2", "rock-1"], events);
  const tenant = { ...tenantOf(), experiments: new Map([["home", experiment]]) };
  const recommend = (person: string | undefined, more: Partial<RecommendRequest> = {}) =>
    recommender({
      ...stores,
      clock: () => NOW_MS,
      timer: () => ({ fired: new Promise<void>(() => undefined), cancel: () => undefined }),
      report: () => undefined,
    })({
      recommendationId: "r1",
      tenant,
      catalogue: stores.catalogue,
      subject: person === undefined ? undefined : subjectNamed(person),
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
  return { ...stores, recommend };
}

describe("recommend in an experiment", () => {
  it("serves the person's variant and logs the exposure with the list", async () => {
    const { recommend } = await shop();
    const seen = new Set<string>();
    for (let n = 0; n < 20; n++) {
      const { recommendations, impression } = await recommend(`person-${n}`);
      const exposure = assign(EXPERIMENT, subjectNamed(`person-${n}`));
      expect(recommendations.experiments).toEqual([{ key: "own-against-popular", variant: exposure?.variant }]);
      expect(recommendations.model.id).toBe(exposure?.variant === "treatment" ? "m1" : "m2");
      expect(impression).toMatchObject({ exposure, modelId: recommendations.model.id });
      seen.add(recommendations.model.id);
    }
    expect(seen.size).toBe(2);
  });

  it("takes nobody who refuses to be measured or personalised for, nobody in particular, and no list of given items", async () => {
    const { recommend, standings } = await shop();
    for (const purpose of ["analytics", "personalization"] as const) {
      await standings.write(TENANT, subjectNamed(purpose), {
        purposes: { [purpose]: false },
        policyVersion: 1,
        source: "test",
        demographics: {},
        suppressed: false,
        changedAtMs: 1,
      });
      const { recommendations, impression } = await recommend(purpose);
      expect(recommendations).toMatchObject({ experiments: [], model: { id: "m1" } });
      expect(impression?.exposure).toBeUndefined();
    }
    expect((await recommend(undefined)).recommendations.experiments).toEqual([]);
    expect((await recommend("person-1", { given: ["jazz-1"] })).recommendations.experiments).toEqual([]);
    expect((await recommend("person-1", { placement: placementOf("cart") })).recommendations.experiments).toEqual([]);
  });

  it("counts an empty list of an experiment as an exposure, so that showing nothing does not look better", async () => {
    const { recommend } = await shop();
    const nothing = { filter: { field: "categories", eq: "none" } } as const;
    expect((await recommend("person-1", nothing)).impression).toMatchObject({ items: [], exposure: { experimentId: "x1" } });
    expect((await recommend("person-1", { ...nothing, placement: placementOf("cart") })).impression).toBeUndefined();
  });
});
