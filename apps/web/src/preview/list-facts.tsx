import type { Recommendations } from "@attune/core/recommendations/schema";
import { measureText } from "../live/measures.ts";
import { Badge } from "../ui/badge.tsx";

const FALLBACK_WORDS: Readonly<Record<NonNullable<Recommendations["fallback"]>, string>> = {
  no_permission: "Popularity: personalisation is not permitted",
  cold_start: "Popularity: nothing is known about this person yet",
  empty_retrieval: "Popularity: nothing was retrieved",
  deadline: "Popularity: the deadline passed",
};

/** How the list came about: personalised or not and why, which model, how long it took. */
export function ListFacts({ recommendations }: { recommendations: Recommendations }) {
  const { personalized, fallback, degraded, degradedReasons, model, experiments, latencyMs } = recommendations;
  return (
    <div className="flex flex-wrap items-center gap-1.5 px-4 pb-2.5 text-[12px] text-fg-3">
      {fallback ? (
        <Badge tone="warn">{FALLBACK_WORDS[fallback]}</Badge>
      ) : (
        <Badge tone={personalized ? "brand" : "neutral"}>{personalized ? "Personalised" : "Not personalised"}</Badge>
      )}
      {degraded && <Badge tone="warn">Degraded{degradedReasons.length > 0 && `: ${degradedReasons.join(", ")}`}</Badge>}
      {experiments.map(({ key, variant }) => (
        <Badge key={key}>
          {key}: {variant}
        </Badge>
      ))}
      <span>
        {model.name}
        {/* A comparison stands still for a moment: how long its lists took was not measured. */}
        {latencyMs > 0 && <span className="tnum"> · {measureText(latencyMs, "ms")}</span>}
      </span>
    </div>
  );
}
