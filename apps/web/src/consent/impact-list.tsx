import type { PurposeRules } from "@attune/core/consent/schema";
import { Notice } from "../ui/notice.tsx";
import { type Deciders, policyImpact } from "./policy-impact.ts";
import { PURPOSE_WORDS } from "./purposes.ts";

/** Whom a new version touches; the purposes that change for people first. */
export function ImpactList({ now, next, deciders }: { now: PurposeRules; next: PurposeRules; deciders: Deciders }) {
  const impacts = policyImpact(now, next, deciders).toSorted((a, b) => Number(b.changes) - Number(a.changes));
  return (
    <section aria-label="Whom it touches" className="space-y-2">
      {impacts.map(({ purpose, changes, sentence }) =>
        changes ? (
          <Notice key={purpose} tone="warn" title={PURPOSE_WORDS[purpose].name}>
            {sentence}
          </Notice>
        ) : (
          <p key={purpose} className="px-3.5 text-[12.5px] text-fg-3">
            <span className="font-medium">{PURPOSE_WORDS[purpose].name}.</span> {sentence}
          </p>
        ),
      )}
    </section>
  );
}
