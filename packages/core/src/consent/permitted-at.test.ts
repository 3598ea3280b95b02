import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "./decide.ts";
import { permissionsOf } from "./permissions-of.ts";
import { type PolicyInForce, permittedAt, type RecordedDecision } from "./permitted-at.ts";
import { CONSENT_MODES, consentPolicy, PURPOSES, type PurposeRules, type Standing } from "./schema.ts";

const END_MS = 1_000;
const moment = fc.integer({ min: 0, max: END_MS });
const rules = fc
  .tuple(...PURPOSES.map(() => fc.constantFrom(...CONSENT_MODES)))
  .map(
    (modes) =>
      Object.fromEntries(PURPOSES.map((purpose, i) => [purpose, { legalBasis: "consent", mode: modes[i] }])) as unknown as PurposeRules,
  );
const policies = fc
  .array(fc.tuple(moment, rules), { minLength: 1, maxLength: 5 })
  .map((list): PolicyInForce[] =>
    list.toSorted(([a], [b]) => a - b).map(([inForceFromMs, purposes], i) => ({ ...consentPolicy(i + 1, purposes), inForceFromMs })),
  );
const purposes = fc.record(
  Object.fromEntries(PURPOSES.map((purpose) => [purpose, fc.boolean()])) as Record<(typeof PURPOSES)[number], fc.Arbitrary<boolean>>,
  { requiredKeys: [] },
);
/** In the order of the lane, with a clock that may have been set back in between. */
const decisions = fc.array(
  fc.record({ decidedAtMs: moment, purposes }).map((one): RecordedDecision => ({ ...one, source: "test", policyVersion: undefined })),
  { maxLength: 8 },
);
const purpose = fc.constantFrom(...PURPOSES);
describe("permittedAt", () => {
  it("answers for any moment what serving would have answered then", () => {
    fc.assert(
      fc.property(policies, decisions, purpose, moment, (inForce, decided, asked, atMs) => {
        const answer = permittedAt(inForce, decided, asked, atMs);
        // What serving does: every decision that had been taken by then makes the standing, and the newest policy fills in the rest.
        const policy = inForce.findLast(({ inForceFromMs }) => inForceFromMs <= atMs);
        let clockMs = 0;
        const taken = decided.filter(({ decidedAtMs }) => {
          clockMs = Math.max(clockMs, decidedAtMs);
          return clockMs <= atMs;
        });
        const standing = taken.reduce<Standing | undefined>((former, decision) => decide(former, decision), undefined);
        if (policy !== undefined) expect(answer.permitted).toBe(permissionsOf(policy, standing)[asked]);
        else expect(answer.permitted).toBe(standing?.purposes[asked] ?? false);
      }),
      { numRuns: 2_000 },
    );
  });

  it("lets no change of policy override a decision", () => {
    fc.assert(
      fc.property(policies, policies, decisions, purpose, moment, (some, others, decided, asked, atMs) => {
        const answer = permittedAt(some, decided, asked, atMs);
        if (answer.because === "decision") expect(permittedAt(others, decided, asked, atMs)).toEqual(answer);
      }),
    );
  });

  it("is moved by nothing that comes later", () => {
    fc.assert(
      fc.property(policies, decisions, decisions, purpose, moment, (inForce, before, after, asked, atMs) => {
        const later = after.map((one) => ({ ...one, decidedAtMs: one.decidedAtMs + atMs + 1 }));
        expect(permittedAt(inForce, [...before, ...later], asked, atMs)).toEqual(permittedAt(inForce, before, asked, atMs));
      }),
    );
  });

  it("says why: the decision, the version of the policy, or that there was none", () => {
    const [optIn, optOut] = CONSENT_MODES.map(
      (mode) => Object.fromEntries(PURPOSES.map((each) => [each, { legalBasis: "consent", mode }])) as unknown as PurposeRules,
    ) as [PurposeRules, PurposeRules];
    const inForce = [
      { ...consentPolicy(1, optOut), inForceFromMs: 100 },
      { ...consentPolicy(2, optIn), inForceFromMs: 300 },
    ];
    const refusal = { purposes: { analytics: false }, source: "banner", policyVersion: 1, decidedAtMs: 200 };
    const ask = (atMs: number) => permittedAt(inForce, [refusal], "analytics", atMs);
    expect(ask(99)).toEqual({ permitted: false, because: "no_policy" });
    expect(ask(100)).toMatchObject({ permitted: true, because: "policy", policy: { version: 1 } });
    expect(ask(200)).toEqual({ permitted: false, because: "decision", decision: refusal });
    expect(permittedAt(inForce, [refusal], "personalization", 299)).toMatchObject({ permitted: true, policy: { version: 1 } });
    expect(permittedAt(inForce, [refusal], "personalization", 300)).toMatchObject({ permitted: false, policy: { version: 2 } });
  });
});
