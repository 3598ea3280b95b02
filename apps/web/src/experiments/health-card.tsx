import { UNHEALTHY_P } from "@attune/core/experiments/decide";
import { VARIANTS } from "@attune/core/experiments/schema";
import { Badge } from "../ui/badge.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import type { Experiment, Results } from "./experiment.ts";
import { percent, probability } from "./percent.ts";
import { VARIANT_WORDS } from "./words.ts";

const CAUSES = [
  "One variant fails or times out more often, so that its lists are not logged: compare degraded answers on the Live page.",
  "Bots or a monitor ask as a few people only: look for people with very many lists.",
  "Lists are cached or chosen by the shop itself, so that only some requests reach the api.",
  "The same person comes under several ids: see people with several variants below.",
] as const;

/** Whether the numbers can be believed at all. */
export function HealthCard({ results, experiment }: { results: Results; experiment: Experiment }) {
  const { people, exposures, sampleRatio, severalVariants } = results;
  const healthy = sampleRatio.sequentialP >= UNHEALTHY_P;
  const total = people.control + people.treatment;
  const shareOf = (key: (typeof VARIANTS)[number]) => experiment.variants.find((variant) => variant.key === key)?.weight ?? 0;
  return (
    <Card aria-labelledby="health" data-testid="health">
      <CardHeader id="health" title="Health">
        <Badge tone={healthy ? "ok" : "bad"}>{healthy ? "Spread as declared" : "Not spread as declared"}</Badge>
      </CardHeader>
      <div className="px-4 pb-4">
        <Facts
          items={[
            ...VARIANTS.map((key) => ({
              label: VARIANT_WORDS[key],
              value: `${people[key].toLocaleString("en")} people${total === 0 ? "" : ` (${percent(people[key] / total)}, declared ${percent(shareOf(key))})`}`,
            })),
            {
              label: "Sample ratio p",
              value: `${probability(sampleRatio.sequentialP)} at any look; ${probability(sampleRatio.p)} by chi-square, valid for one look only`,
            },
            {
              label: "Lists shown",
              value: <span data-testid="exposures">{(exposures.control + exposures.treatment).toLocaleString("en")}</span>,
            },
            { label: "Several variants", value: `${severalVariants.toLocaleString("en")} people, counted under the first one they saw` },
          ]}
        />
        {!healthy && (
          <div className="mt-3 border-t pt-3">
            <h3 className="font-medium">What to look for</h3>
            <ul className="mt-1 list-disc space-y-1 pl-4 text-fg-2">
              {CAUSES.map((cause) => (
                <li key={cause}>{cause}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Card>
  );
}
