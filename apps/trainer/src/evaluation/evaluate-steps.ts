import { decide } from "@attune/core/flows/decide";
import { emptyRanker, learnExample } from "@attune/core/flows/learn-example";
import { FTRL_SETTINGS, ftrlWeights } from "@attune/core/models/ftrl";
import type { RankerState } from "@attune/core/models/pack-ranker";
import type { Placement } from "@attune/core/placements/schema";
import type { VectorIndex } from "@attune/core/ports/vector-index";
import type { Decision } from "@attune/core/ranking/schema";
import type { Protocol, Question, Step } from "../protocols/protocol.ts";
import type { Contestant } from "./contestants.ts";
import { firstPlaces } from "./first-places.ts";
import { lessonOf } from "./lesson-of.ts";
import { type Gathered, LiveState } from "./live-state.ts";
import { depthOf } from "./measures.ts";
import { ScoreSheet } from "./score-sheet.ts";

export interface ModelResult {
  readonly model: string;
  /** Null where nothing was asked. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Events folded before the end. */
  readonly events: number;
  /** Questions measured. */
  readonly scored: number;
  /** Spent deciding, by this model alone. */
  readonly seconds: number;
}

export interface EvaluationSettings {
  readonly contestants: readonly Contestant[];
  readonly protocol: Pick<Protocol, "measures" | "groups">;
  readonly index: VectorIndex;
  /** Stop after so many measured questions. */
  readonly limit: number | undefined;
  /** A monotonous clock, in milliseconds. */
  readonly clock: () => number;
  /** Lets timers run, such as the progress bar's: steps come as fast as promises settle, and would never let them. */
  readonly breathe: () => Promise<void>;
}

/** How many steps go by between two breaths. */
const STEPS_PER_BREATH = 256;

/** A contestant at work: what it has learned, and how it has done. */
interface Entrant extends Contestant {
  readonly placement: Placement;
  readonly sheet: ScoreSheet;
  readonly ranker: RankerState | undefined;
  lessons: number;
  spentMs: number;
}

/**
 * Walks through the steps in their order. At a question everybody answers first, from the same state; only then do rankers learn. Nothing of a step is known
 * before it is reached, so an event can be learned only by what is asked after it.
 */
export async function evaluateSteps(steps: AsyncIterable<Step> | Iterable<Step>, settings: EvaluationSettings): Promise<ModelResult[]> {
  const live = new LiveState(settings.index);
  const entrants = settings.contestants.map((contestant) => entrantOf(contestant, settings));
  const depth = depthOf(settings.protocol.measures);
  let events = 0;
  let measured = 0;
  let taken = 0;
  for await (const step of steps) {
    if (++taken % STEPS_PER_BREATH === 0) await settings.breathe();
    switch (step.kind) {
      case "event":
        live.fold(step.event);
        events += 1;
        break;
      case "remember":
        live.remember(step.event);
        events += 1;
        break;
      case "forget":
        live.forget(step.subject);
        break;
      case "question":
        await answer(step.question, entrants, live, depth, settings.clock);
        if (step.question.counts) measured += 1;
        break;
    }
    if (measured === settings.limit) break;
  }
  return entrants.map(({ name, sheet, spentMs }) => {
    return { model: name, metrics: sheet.means(), events, scored: sheet.questions, seconds: Math.round(spentMs) / 1000 };
  });
}

function entrantOf(contestant: Contestant, { protocol }: EvaluationSettings): Entrant {
  const { name, settings } = contestant;
  const placement: Placement = { key: "evaluation", strategy: "for-you", seenPolicy: "none", model: { id: name, name, settings } };
  const ranker = settings.ranker === "ftrl" ? emptyRanker() : undefined;
  return { ...contestant, placement, sheet: new ScoreSheet(protocol.measures, protocol.groups), ranker, lessons: 0, spentMs: 0 };
}

async function answer(
  question: Question,
  entrants: readonly Entrant[],
  live: LiveState,
  depth: number,
  clock: () => number,
): Promise<void> {
  const learners = entrants.filter(({ ranker }) => ranker !== undefined);
  const asked = question.counts ? entrants : learners;
  if (asked.length === 0) return;
  const gathered = await live.gather(question);
  const decisions = asked.map((entrant) => {
    const startedMs = clock();
    const decision = decideFor(entrant, question, gathered, depth);
    entrant.spentMs += clock() - startedMs;
    return decision;
  });
  if (question.counts) {
    asked.forEach(({ sheet }, i) => {
      const places = firstPlaces(decisions[i] as Decision, depth, (key) => live.idOf(key));
      sheet.add(
        question.group,
        places.map((key) => question.relevant.has(key)),
        question.relevant.size,
      );
    });
  }
  if (question.teaches) {
    asked.forEach((entrant, i) => {
      if (entrant.ranker === undefined) return;
      const lesson = lessonOf(decisions[i] as Decision, question.relevant, entrant.lessons);
      if (lesson === undefined) return;
      learnExample(entrant.ranker, lesson);
      entrant.lessons += 1;
    });
  }
}

function decideFor({ placement, ranker, fills }: Entrant, question: Question, gathered: Gathered, depth: number): Decision {
  return decide({
    ...gathered,
    placement,
    settings: placement.model.settings,
    personalized: gathered.state !== undefined,
    weights: ranker === undefined ? undefined : ftrlWeights(ranker.ftrl, FTRL_SETTINGS),
    filter: undefined,
    excluded: question.excluded,
    given: question.given,
    count: fills ? depth : 0,
  });
}
