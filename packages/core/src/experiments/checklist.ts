import type { Variant } from "./schema.ts";

/** What a check is about: the field of the draft to mend. */
export type CheckedField = "hypothesis" | "placementKey" | "variants" | "conversionEvent";

export interface Check {
  readonly field: CheckedField;
  readonly passed: boolean;
  readonly sentence: string;
}

export interface CheckedDraft {
  readonly hypothesis: string;
  readonly placementKey: string;
  readonly variants: readonly Variant[];
  readonly conversionEvent: string;
}

/** What is true of the tenant while the draft is checked. */
export interface Surroundings {
  readonly placements: readonly string[];
  readonly modelVersions: readonly string[];
  readonly eventTypes: readonly string[];
  /** Names of what runs on the draft's placement. */
  readonly runningThere: readonly string[];
}

const LEAST_HYPOTHESIS = 10;

/** Everything that must hold before people are assigned. The page shows it, and the start refuses what it refuses. */
export function checklist(draft: CheckedDraft, around: Surroundings): readonly Check[] {
  const [running] = around.runningThere;
  const models = draft.variants.map(({ modelVersionId }) => modelVersionId);
  const weights = draft.variants.reduce((sum, { weight }) => sum + weight, 0);
  return [
    {
      field: "hypothesis",
      passed: draft.hypothesis.trim().length >= LEAST_HYPOTHESIS,
      sentence: "The hypothesis says what should become better and why.",
    },
    {
      field: "placementKey",
      passed: around.placements.includes(draft.placementKey),
      sentence: `The placement “${draft.placementKey}” exists.`,
    },
    {
      field: "placementKey",
      passed: running === undefined,
      sentence:
        running === undefined
          ? "No other experiment runs on this placement."
          : `“${running}” runs on this placement: stop it, or choose another.`,
    },
    {
      field: "variants",
      passed: draft.variants.length === 2 && models.every((id) => around.modelVersions.includes(id)),
      sentence: "Both variants name a model version that exists.",
    },
    { field: "variants", passed: Math.abs(weights - 1) < 1e-9, sentence: "The shares of the variants add up to everybody." },
    {
      field: "conversionEvent",
      passed: around.eventTypes.includes(draft.conversionEvent),
      sentence: `“${draft.conversionEvent}” is an event type that this tenant sends.`,
    },
  ];
}
