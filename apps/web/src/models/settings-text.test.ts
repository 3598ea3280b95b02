import { DEFAULT_MODEL_SETTINGS } from "@attune/core/placements/default-model";
import { modelSettingsSchema, RETRIEVERS } from "@attune/core/placements/schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RETRIEVER_NAMES } from "./setting-words.ts";
import { settingsOf, settingsProblem, settingsText } from "./settings-text.ts";

const twoPlaces = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((n) => n / 100);
const settings = fc.record({
  retrievers: fc.dictionary(
    fc.constantFrom(...RETRIEVERS),
    twoPlaces(3).filter((weight) => weight > 0),
  ),
  candidates: fc.integer({ min: 10, max: 2000 }),
  ranker: fc.constantFrom("none" as const, "ftrl" as const),
  diversity: twoPlaces(1),
  exploration: twoPlaces(0.5),
});

test("explains every retriever there is", () => expect([...RETRIEVER_NAMES].sort()).toEqual([...RETRIEVERS].sort()));

test("what stands in the URL is what was drafted, and is accepted by the server", () => {
  fc.assert(
    fc.property(settings, (draft) => {
      const read = settingsOf(settingsText(draft));
      expect(read).toEqual({ ...draft, retrievers: { ...draft.retrievers } });
      expect(modelSettingsSchema.safeParse(read).success).toBe(true);
    }),
  );
});

test.each([
  "",
  "nonsense",
  "covisitation:1",
  "covisitation:-1;150;ftrl;0;0",
  "sorcery:1;150;ftrl;0;0",
  "covisitation:1;5;ftrl;0;0",
  "covisitation:1;150;ftrl;2;0",
  "covisitation:1;150;ftrl;0;0.6",
  "covisitation:1;150;magic;0;0",
  "covisitation:1;150;ftrl;0;0;9",
  "covisitation:1;15.5;ftrl;0;0",
])("%j is no draft", (text) => expect(settingsOf(text)).toBeNull());

test("a model needs something that proposes items", () => {
  expect(settingsProblem(DEFAULT_MODEL_SETTINGS)).toBeUndefined();
  expect(settingsProblem({ ...DEFAULT_MODEL_SETTINGS, retrievers: { popularity: 0 } })).toMatch(/at least one/);
});
