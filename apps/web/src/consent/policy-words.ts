import type { PurposeRules } from "@attune/core/consent/schema";
import { BASIS_NAMES, MODE_WORDS, PURPOSE_WORDS, PURPOSES } from "./purposes.ts";

/** A version of the policy in the words of this page, so that what differs between two reads as such. */
export function policyWords({ purposes, statement }: { readonly purposes: PurposeRules; readonly statement: string }) {
  const rules = PURPOSES.map((purpose) => {
    const { legalBasis, mode } = purposes[purpose];
    return [PURPOSE_WORDS[purpose].name, { basis: BASIS_NAMES[legalBasis], mode: MODE_WORDS[mode].name }] as const;
  });
  return { ...Object.fromEntries(rules), statement };
}
