import type { Purpose, PurposeRules } from "@attune/core/consent/schema";
import { PURPOSE_WORDS, PURPOSES } from "./purposes.ts";

export type Deciders = Readonly<Record<Purpose, { readonly granted: number; readonly refused: number }>>;

interface PurposeImpact {
  readonly purpose: Purpose;
  /** Whether people who decided nothing are treated differently afterwards. */
  readonly changes: boolean;
  readonly sentence: string;
}

/** What publishing `next` in place of `now` does to people, purpose by purpose. */
export function policyImpact(now: PurposeRules, next: PurposeRules, deciders: Deciders): readonly PurposeImpact[] {
  return PURPOSES.map((purpose) => {
    const changes = now[purpose].mode !== next[purpose].mode;
    const becomes = `${changes ? "becomes" : "stays"} ${next[purpose].mode === "opt_out" ? "permitted" : "denied"}`;
    const name = PURPOSE_WORDS[purpose].name.toLowerCase();
    return { purpose, changes, sentence: `${decidedSentence(deciders[purpose])} ${everybodyElse(deciders[purpose])}: ${name} ${becomes}.` };
  });
}

function decidedSentence({ granted, refused }: Deciders[Purpose]): string {
  const people = granted + refused;
  if (people === 0) return "Nobody decided themselves.";
  const who = people === 1 ? "1 person decided themselves and keeps" : `${people.toLocaleString("en")} people decided themselves and keep`;
  return `${who} their decision (${granted.toLocaleString("en")} permit it, ${refused.toLocaleString("en")} refuse).`;
}

const everybodyElse = ({ granted, refused }: Deciders[Purpose]) => (granted + refused === 0 ? "Everybody" : "Everybody else");
