import { VARIANTS } from "@attune/core/experiments/schema";
import { Badge } from "../ui/badge.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { Notice } from "../ui/notice.tsx";
import { Time } from "../ui/time.tsx";
import type { Experiment, Results } from "./experiment.ts";
import { intervalText, percent, probability, signedPercent } from "./percent.ts";
import { METRIC_WORDS, VARIANT_WORDS, VERDICT_WORDS } from "./words.ts";

const NOTICE_TONES = { treatment_better: "ok", control_better: "warn", undecided: "info", unhealthy: "bad", no_data: "info" } as const;
const HEAD = "whitespace-nowrap px-4 py-2 font-medium text-[12px] text-fg-3";
const CELL = "tnum px-4 py-2.5 text-right";

/** What the numbers say as of now, metric by metric. */
export const ResultsCard = ({ results, experiment }: { results: Results; experiment: Experiment }) => (
  <Card aria-labelledby="results" data-testid="results">
    <CardHeader id="results" title="Results">
      <p className="text-[12px] text-fg-3">
        as of <Time at={results.atMs} />
      </p>
    </CardHeader>
    <div className="px-4 pb-3">
      <Notice tone={NOTICE_TONES[results.advice.verdict]} title={VERDICT_WORDS[results.advice.verdict].label}>
        <span data-testid="advice">{results.advice.sentence}</span>
      </Notice>
    </div>
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-left text-[13px]">
        <caption className="sr-only">Metrics per person, by variant</caption>
        <thead>
          <tr className="border-b">
            <th scope="col" className={HEAD}>
              Metric
            </th>
            {experiment.variants.map(({ key, modelName }) => (
              <th key={key} scope="col" className={`${HEAD} text-right`}>
                {VARIANT_WORDS[key]}
                <span className="block font-normal">{modelName}</span>
              </th>
            ))}
            <th scope="col" className={`${HEAD} text-right`}>
              Lift
            </th>
            <th scope="col" className={`${HEAD} text-right`}>
              95 % interval
            </th>
            <th scope="col" className={`${HEAD} text-right`}>
              p
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {results.metrics.map(({ metric, variants, comparison }) => (
            <tr key={metric} data-testid={`metric-${metric}`}>
              <th scope="row" className="px-4 py-2.5 font-medium">
                {METRIC_WORDS[metric].label}
                {metric === "conversion" && (
                  <code className="ml-1.5 font-mono font-normal text-[12px] text-fg-3">{experiment.conversionEvent}</code>
                )}
                <span className="block font-normal text-[12px] text-fg-3">{METRIC_WORDS[metric].meaning}</span>
              </th>
              {VARIANTS.map((key) => (
                <td key={key} className={CELL}>
                  {variants[key].n === 0 ? "–" : percent(variants[key].mean)}
                  <span className="block text-[11.5px] text-fg-3">{variants[key].n.toLocaleString("en")} people</span>
                </td>
              ))}
              {comparison === undefined ? (
                <td colSpan={3} className={`${CELL} text-fg-3`}>
                  nothing to compare yet
                </td>
              ) : (
                <>
                  <td className={`${CELL} font-medium`}>{signedPercent(comparison.lift)}</td>
                  <td className={CELL}>
                    {intervalText(comparison)}
                    {(comparison.low > 0 || comparison.high < 0) && (
                      <Badge tone={comparison.low > 0 ? "ok" : "warn"} className="ml-2">
                        excludes zero
                      </Badge>
                    )}
                  </td>
                  <td className={CELL}>{probability(comparison.p)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    <p className="border-t px-4 py-2.5 text-[12px] text-fg-3">
      You may look at these intervals as often as you like and stop whenever you like: they hold at every moment at once (asymptotic
      confidence sequence). The verdict goes by click-through.
    </p>
  </Card>
);
