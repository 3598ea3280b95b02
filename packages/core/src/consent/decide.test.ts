import { describe, expect, it } from "vitest";
import { decide, declare, onlyWithdraws, withGlobalPrivacyControl } from "./decide.ts";

const decision = { source: "banner", policyVersion: 2, decidedAtMs: 1000 };

describe("decide", () => {
  it("keeps purposes that were not named, demographics and suppression", () => {
    const before = { ...declare(undefined, { country: "GB" }, 10), purposes: { analytics: false }, suppressed: true };
    expect(decide(before, { ...decision, purposes: { personalization: false } })).toEqual({
      purposes: { analytics: false, personalization: false },
      source: "banner",
      policyVersion: 2,
      demographics: { country: "GB" },
      suppressed: true,
      changedAtMs: 1000,
    });
  });

  it("is always newer than what it replaces", () => {
    const first = decide(undefined, { ...decision, purposes: { personalization: false } });
    expect(decide(first, { ...decision, purposes: { personalization: true } }).changedAtMs).toBe(1001);
    expect(decide(first, { ...decision, decidedAtMs: 5, purposes: {} }).changedAtMs).toBe(1001);
  });
});

describe("declare", () => {
  it("changes what was declared and nothing else", () => {
    const consented = decide(undefined, { ...decision, purposes: { personalization: false } });
    const declared = declare(declare(consented, { ageBand: "25-34" }, 2000), { country: "DE" }, 3000);
    expect(declared).toEqual({ ...consented, demographics: { ageBand: "25-34", country: "DE" }, changedAtMs: 3000 });
  });
});

describe("onlyWithdraws", () => {
  it("refuses any grant", () => {
    expect(onlyWithdraws({ personalization: false, analytics: false })).toBe(true);
    expect(onlyWithdraws({ personalization: false, analytics: true })).toBe(false);
  });
});

describe("withGlobalPrivacyControl", () => {
  it("overrules a grant of sale or sharing", () => {
    expect(withGlobalPrivacyControl({ sale_or_sharing: true, analytics: true }, true)).toEqual({ sale_or_sharing: false, analytics: true });
    expect(withGlobalPrivacyControl({ sale_or_sharing: true }, false)).toEqual({ sale_or_sharing: true });
  });
});
