import { TOPICS } from "@attune/core/ports/topics";
import { short } from "../report/figures.ts";
import type { Report } from "../report/report.ts";
import type { MeasuredScale } from "./measure-scale.ts";
import { type Deployment, type EventCosts, type FoldLoad, type FoldOutcome, simulateFold, type Waits } from "./simulate-fold.ts";

const SIMULATED_WORKERS = [1, 2, 4, 8, 16, 32];
const PARTITIONS = TOPICS.events.partitions;
const ITEM_PARTITIONS = TOPICS["item-deltas"].partitions;
const KAFKA_THREADS = 4;
const EVENTS = 40_000;

export interface ScaleFigures {
  readonly people: number;
  readonly costs: EventCosts;
  readonly waits: Waits;
  readonly measured: readonly MeasuredScale[];
}

/** What was measured beside what the simulation says of the same machine, then what it says of machines enough. */
export function reportScale(report: Report, { people, costs, waits, measured }: ScaleFigures): void {
  const section = "scale";
  const simulate = (deployment: Omit<Deployment, "kafkaThreads">, load: Pick<FoldLoad, "events" | "from">): FoldOutcome =>
    simulateFold(costs, waits, { ...deployment, kafkaThreads: KAFKA_THREADS }, { people, ...load });
  report.row({
    section,
    what: "CPU for one event, one worker: generator / api / Kafka, append / Kafka, fold / user lane / item lane / Redis / Qdrant",
    measured: `${[costs.generator, costs.api, costs.kafkaAppend, costs.kafkaFold, costs.userLane, costs.itemLane, costs.redis, costs.index].map(short).join(" / ")} µs`,
  });
  for (const [name, micros] of Object.entries(costs)) report.number(`scale.cost.${name}Micros`, micros);
  for (const { workers, sustained, folded } of measured) {
    for (const [what, from, { perSecond, coresLeft }] of [
      ["accepted and folded", "apis", sustained],
      ["fold of a filled log", "log", folded],
    ] as const) {
      const here = { apis: 1, workers, userPartitions: PARTITIONS, itemPartitions: ITEM_PARTITIONS, cores: coresLeft };
      const predicted = simulate(here, { events: EVENTS, from });
      report.row({
        section,
        what: `${what}, ${workers} ${workers === 1 ? "worker" : "workers"} on the ${short(coresLeft)} cores that others left (beside it: simulated)`,
        measured: `${short(perSecond)} events/s`,
        floor: `${short(predicted.eventsPerSecond)} events/s (${saturatedText(predicted)})`,
        ratio: perSecond / predicted.eventsPerSecond,
      });
      report.number(`scale.${from}.${workers}.measuredPerSecond`, perSecond);
      report.number(`scale.${from}.${workers}.simulatedPerSecond`, predicted.eventsPerSecond);
    }
  }
  for (const itemPartitionsGrow of [false, true]) {
    for (const workers of SIMULATED_WORKERS) {
      const partitions = Math.max(PARTITIONS, workers);
      const itemPartitions = itemPartitionsGrow ? partitions : ITEM_PARTITIONS;
      const there = { apis: workers, workers, userPartitions: partitions, itemPartitions, cores: Number.POSITIVE_INFINITY };
      const predicted = simulate(there, { events: EVENTS * workers, from: "apis" });
      report.row({
        section,
        what: `simulated: apis and workers x ${workers}, a core for each; partitions: ${partitions} of events, ${itemPartitions} of items`,
        measured: `${short(predicted.eventsPerSecond)} events/s`,
        floor: saturatedText(predicted),
      });
      report.number(`scale.simulated.${workers}.items${itemPartitions}.perSecond`, predicted.eventsPerSecond);
    }
  }
}

function saturatedText({ saturated: { name, share } }: FoldOutcome): string {
  return `${name} busy ${short(100 * share)} %`;
}
