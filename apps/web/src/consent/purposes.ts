import type { Purpose, PurposeRule } from "@attune/core/consent/schema";

/** Every purpose in the order shown: its name, and what depends on the permission. */
export const PURPOSE_WORDS: Readonly<Record<Purpose, { readonly name: string; readonly meaning: string }>> = {
  personalization: { name: "Personalisation", meaning: "lists are made of what the person did" },
  analytics: { name: "Analytics", meaning: "what was shown and done is measured" },
  model_training: { name: "Training", meaning: "models learn from what the person did" },
  sale_or_sharing: { name: "Sale or sharing", meaning: "what is known leaves for others" },
};

export const PURPOSES = Object.keys(PURPOSE_WORDS) as Purpose[];

export const BASIS_NAMES: Readonly<Record<PurposeRule["legalBasis"], string>> = {
  consent: "Consent",
  legitimate_interest: "Legitimate interest",
  contract: "Contract",
  legal_obligation: "Legal obligation",
};

export const MODE_WORDS: Readonly<Record<PurposeRule["mode"], { readonly name: string; readonly meaning: string }>> = {
  opt_in: { name: "Opt-in", meaning: "denied until the person permits it" },
  opt_out: { name: "Opt-out", meaning: "permitted until the person objects" },
};

/** The grounds on which a purpose can stand: no contract makes selling what is known of a person necessary. */
export const basesOf = (purpose: Purpose): PurposeRule["legalBasis"][] =>
  (Object.keys(BASIS_NAMES) as PurposeRule["legalBasis"][]).filter((basis) => purpose !== "sale_or_sharing" || basis !== "contract");

/** Consent is an act of the person, so on that ground nothing is permitted before it. */
export const withBasis = (rule: PurposeRule, legalBasis: PurposeRule["legalBasis"]): PurposeRule => ({
  legalBasis,
  mode: legalBasis === "consent" ? "opt_in" : rule.mode,
});
