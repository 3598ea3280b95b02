import { placementName } from "../preview/placement-name.ts";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { Time } from "../ui/time.tsx";
import type { Experiment } from "./experiment.ts";
import { percent } from "./percent.ts";
import { StateBadge } from "./state-badge.tsx";
import { DECISION_WORDS, VARIANT_WORDS } from "./words.ts";

/** What is compared, where, and how far it is. */
export function OverviewCard({ experiment }: { experiment: Experiment }) {
  const { state, decision, hypothesis, placementKey, variants, conversionEvent, createdBy, createdAtMs } = experiment;
  const { startedAtMs, stoppedAtMs, stopReason, decidedAtMs, decidedBy, decisionReason } = experiment;
  return (
    <Card aria-label="Overview" className="px-4 py-3.5">
      <Facts
        items={[
          { label: "State", value: <StateBadge state={state} decision={decision} /> },
          { label: "Hypothesis", value: <span className="whitespace-pre-line">{hypothesis}</span> },
          { label: "Placement", value: placementName(placementKey) },
          ...variants.map(({ key, modelName, modelVersionId, weight }) => ({
            label: VARIANT_WORDS[key],
            value: (
              <>
                {modelName} <code className="font-mono text-[12px] text-fg-3">{modelVersionId}</code>, {percent(weight)} of the people
              </>
            ),
          })),
          { label: "Conversion", value: <code className="font-mono text-[12px]">{conversionEvent}</code> },
          {
            label: "Created",
            value: (
              <>
                <Time at={createdAtMs} /> by {createdBy}
              </>
            ),
          },
          ...(startedAtMs === undefined ? [] : [{ label: "Started", value: <Time at={startedAtMs} /> }]),
          ...(stoppedAtMs === undefined
            ? []
            : [
                {
                  label: "Stopped",
                  value: (
                    <>
                      <Time at={stoppedAtMs} />: {stopReason}
                    </>
                  ),
                },
              ]),
          ...(decidedAtMs === undefined || decision === undefined
            ? []
            : [
                {
                  label: "Decided",
                  value: (
                    <>
                      {DECISION_WORDS[decision]}, <Time at={decidedAtMs} /> by {decidedBy}: {decisionReason}
                    </>
                  ),
                },
              ]),
        ]}
      />
    </Card>
  );
}
