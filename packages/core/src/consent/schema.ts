import * as z from "zod";

export const PURPOSES = ["personalization", "analytics", "model_training", "sale_or_sharing"] as const;
export type Purpose = (typeof PURPOSES)[number];

export const purposesSchema = z.strictObject({
  personalization: z.boolean().optional(),
  analytics: z.boolean().optional(),
  model_training: z.boolean().optional(),
  sale_or_sharing: z.boolean().optional(),
});
export type Purposes = z.infer<typeof purposesSchema>;

/** What is permitted, after policy and decisions were combined. */
export type Permissions = Readonly<Record<Purpose, boolean>>;

/** Segments a person belongs to, from declared attributes; `undefined` where nothing was declared. */
export interface Demographics {
  readonly ageBand?: string | undefined;
  readonly country?: string | undefined;
  readonly language?: string | undefined;
}

export interface Standing {
  /** Only what the person decided; the tenant's policy fills in the rest. */
  readonly purposes: Purposes;
  readonly policyVersion: number | undefined;
  readonly source: string | undefined;
  readonly demographics: Demographics;
  /** Erased or restricted: nothing is accepted or served from state. */
  readonly suppressed: boolean;
  /** The privacy request that suppresses them. */
  readonly suppressedBy?: string | undefined;
  /** When the newest change was decided; an older change loses. */
  readonly changedAtMs: number;
}

export const LEGAL_BASES = ["consent", "legitimate_interest", "contract", "legal_obligation"] as const;
export const CONSENT_MODES = ["opt_in", "opt_out"] as const;

/** On what ground a purpose is pursued, and what holds until the person decides: `opt_in` denies, `opt_out` permits. */
export const purposeRuleSchema = z.strictObject({ legalBasis: z.enum(LEGAL_BASES), mode: z.enum(CONSENT_MODES) });
export type PurposeRule = z.infer<typeof purposeRuleSchema>;

export const purposeRulesSchema = z.strictObject({
  personalization: purposeRuleSchema,
  analytics: purposeRuleSchema,
  model_training: purposeRuleSchema,
  sale_or_sharing: purposeRuleSchema,
});
export type PurposeRules = z.infer<typeof purposeRulesSchema>;

/** A version of a tenant's policy. Immutable: a change is a new version. */
export interface ConsentPolicy {
  readonly version: number;
  readonly purposes: PurposeRules;
  /** What holds for a person who decided nothing: follows from the modes. */
  readonly defaults: Permissions;
}

export function consentPolicy(version: number, purposes: PurposeRules): ConsentPolicy {
  const permitted = (purpose: Purpose) => purposes[purpose].mode === "opt_out";
  const defaults = Object.fromEntries(PURPOSES.map((purpose) => [purpose, permitted(purpose)])) as unknown as Permissions;
  return { version, purposes, defaults };
}

/** Personalisation under legitimate interest, permitted until objection; selling or sharing needs an opt-in. */
export const DEFAULT_CONSENT_POLICY: ConsentPolicy = consentPolicy(1, {
  personalization: { legalBasis: "legitimate_interest", mode: "opt_out" },
  analytics: { legalBasis: "legitimate_interest", mode: "opt_out" },
  model_training: { legalBasis: "legitimate_interest", mode: "opt_out" },
  sale_or_sharing: { legalBasis: "consent", mode: "opt_in" },
});
