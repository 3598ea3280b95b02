import type { PurposeRules } from "@attune/core/consent/schema";
import { expect, test } from "vitest";
import { policyImpact } from "./policy-impact.ts";

const nobody = { granted: 0, refused: 0 };
const optOut = { legalBasis: "legitimate_interest", mode: "opt_out" } as const;
const now: PurposeRules = {
  personalization: optOut,
  analytics: optOut,
  model_training: optOut,
  sale_or_sharing: { legalBasis: "consent", mode: "opt_in" },
};
const deciders = {
  personalization: { granted: 1, refused: 1_199 },
  analytics: { granted: 0, refused: 1 },
  model_training: nobody,
  sale_or_sharing: nobody,
};

test("says who keeps their decision and what becomes of everybody else", () => {
  const next = { ...now, personalization: { legalBasis: "consent", mode: "opt_in" } } as const;
  expect(policyImpact(now, next, deciders)).toEqual([
    {
      purpose: "personalization",
      changes: true,
      sentence:
        "1,200 people decided themselves and keep their decision (1 permit it, 1,199 refuse). Everybody else: personalisation becomes denied.",
    },
    {
      purpose: "analytics",
      changes: false,
      sentence: "1 person decided themselves and keeps their decision (0 permit it, 1 refuse). Everybody else: analytics stays permitted.",
    },
    { purpose: "model_training", changes: false, sentence: "Nobody decided themselves. Everybody: training stays permitted." },
    { purpose: "sale_or_sharing", changes: false, sentence: "Nobody decided themselves. Everybody: sale or sharing stays denied." },
  ]);
});

test("another legal ground alone changes nothing for people", () => {
  const next = { ...now, analytics: { legalBasis: "contract", mode: "opt_out" } } as const;
  expect(policyImpact(now, next, deciders).some(({ changes }) => changes)).toBe(false);
});
