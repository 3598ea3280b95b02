import { describe, expect, it } from "vitest";
import { policyDraftSchema } from "./policy-draft.ts";
import { DEFAULT_CONSENT_POLICY, type PurposeRule } from "./schema.ts";

const draft = (changes: Readonly<Record<string, PurposeRule>>, statement = "What we do and why.") => ({
  purposes: { ...DEFAULT_CONSENT_POLICY.purposes, ...changes },
  statement,
});
const paths = (value: unknown) => policyDraftSchema.safeParse(value).error?.issues.map(({ path }) => path.join(".")) ?? [];

describe("policyDraftSchema", () => {
  it("takes the policy that every tenant starts with", () => expect(paths(draft({}))).toEqual([]));

  it.each([
    [draft({ analytics: { legalBasis: "consent", mode: "opt_out" } }), "purposes.analytics.mode"],
    [draft({ sale_or_sharing: { legalBasis: "contract", mode: "opt_in" } }), "purposes.sale_or_sharing.legalBasis"],
    [draft({}, "   "), "statement"],
    [{ ...draft({}), purposes: { analytics: { legalBasis: "consent", mode: "opt_in" } } }, "purposes.personalization"],
    [draft({ marketing: { legalBasis: "consent", mode: "opt_in" } }), "purposes"],
  ])("refuses a draft that cannot hold, by path", (value, path) => expect(paths(value)).toContain(path));
});
