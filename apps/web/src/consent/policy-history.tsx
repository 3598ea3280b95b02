"use client";
import type { PurposeRules } from "@attune/core/consent/schema";
import { Badge } from "../ui/badge.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { ChangeList } from "../ui/change-list.tsx";
import { Time } from "../ui/time.tsx";
import { policyWords } from "./policy-words.ts";

export interface PolicyVersion {
  readonly version: number;
  readonly purposes: PurposeRules;
  readonly statement: string;
  readonly inForceFromMs: number;
  readonly createdBy: string;
}

/** Every version, newest first, with what it changed. */
export const PolicyHistory = ({ versions }: { versions: readonly PolicyVersion[] }) => (
  <Card aria-labelledby="history-title">
    <CardHeader id="history-title" title="Versions" description="none is ever changed or removed" />
    <ol className="divide-y border-t">
      {versions.map((policy, i) => {
        const former = versions[i + 1];
        return (
          <li key={policy.version} className="space-y-2 px-4 py-3">
            <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
              <span className="font-medium">Version {policy.version}</span>
              {i === 0 && <Badge tone="ok">In force</Badge>}
              <span className="text-[12px] text-fg-3">
                {policy.createdBy}, <Time at={policy.inForceFromMs} />
              </span>
            </p>
            {former ? (
              <ChangeList before={policyWords(former)} after={policyWords(policy)} empty="Published again without a change." />
            ) : (
              <p className="text-[12.5px] text-fg-3">The policy that the tenant began with.</p>
            )}
          </li>
        );
      })}
    </ol>
  </Card>
);
