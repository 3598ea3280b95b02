import type { ModelSettings, RetrieverName } from "@attune/core/placements/schema";
import { RETRIEVER_NAMES } from "./setting-words.ts";

/** Settings as they stand in the URL, so that a link shares a draft: `covisitation:1,trending:0.2;150;ftrl;0.15;0.05`. Weights of 0 are left out. */
export function settingsText({ retrievers, candidates, ranker, diversity, exploration }: ModelSettings): string {
  const weights = RETRIEVER_NAMES.flatMap((name) => ((retrievers[name] ?? 0) > 0 ? `${name}:${retrievers[name]}` : []));
  return [weights.join(","), candidates, ranker, diversity, exploration].join(";");
}

/** The settings of such a text; null for anything else, also where a number is out of its bounds. */
export function settingsOf(text: string): ModelSettings | null {
  const [weights = "", candidates, ranker, diversity, exploration, ...more] = text.split(";");
  const retrievers: Partial<Record<RetrieverName, number>> = {};
  for (const part of weights === "" ? [] : weights.split(",")) {
    const [name, weight] = part.split(":");
    const known = RETRIEVER_NAMES.find((retriever) => retriever === name);
    const value = numberWithin(weight, 0, Number.MAX_VALUE);
    if (known === undefined || value === null) return null;
    retrievers[known] = value;
  }
  const numbers = {
    candidates: numberWithin(candidates, 10, 2000),
    diversity: numberWithin(diversity, 0, 1),
    exploration: numberWithin(exploration, 0, 0.5),
  };
  if (numbers.candidates === null || numbers.diversity === null || numbers.exploration === null) return null;
  if (!Number.isInteger(numbers.candidates) || (ranker !== "ftrl" && ranker !== "none") || more.length > 0) return null;
  return { retrievers, candidates: numbers.candidates, ranker, diversity: numbers.diversity, exploration: numbers.exploration };
}

function numberWithin(text: string | undefined, least: number, most: number): number | null {
  if (text === undefined || !/^\d+(\.\d+)?$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}

/** Why these settings cannot be stored, or undefined. */
export function settingsProblem({ retrievers }: ModelSettings): string | undefined {
  const some = Object.values(retrievers).some((weight) => weight > 0);
  return some ? undefined : "Nothing proposes items: give at least one source a weight above 0.";
}
