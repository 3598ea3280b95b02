import type { TrainingExample } from "../events/training-example.ts";
import { emptyFtrl, FTRL_SETTINGS, ftrlLearn, ftrlWeights, logit } from "../models/ftrl.ts";
import type { RankerState } from "../models/pack-ranker.ts";
import { addList, emptyAccuracy } from "../models/progressive-validation.ts";
import { DEFAULT_MODEL_SETTINGS } from "../placements/default-model.ts";
import { FEATURE_COUNT, POPULARITY_FEATURE, POSITION_FEATURE, priorWeights } from "../ranking/features.ts";

export function emptyRanker(): RankerState {
  return {
    ftrl: emptyFtrl(priorWeights(DEFAULT_MODEL_SETTINGS)),
    examples: 0,
    ranker: emptyAccuracy(),
    prior: emptyAccuracy(),
    popularity: emptyAccuracy(),
  };
}

/**
 * Scores a whole list, counts how well it was ordered, and only then learns from it: no row of a list profits from another. Changes
 * `state` in place.
 */
export function learnExample(state: RankerState, example: TrainingExample): void {
  const rows = example.labels.length;
  const features = Float32Array.from(example.features);
  const scored = (weights: Float64Array) => Float64Array.from({ length: rows }, (_, row) => logit(weights, features, row * FEATURE_COUNT));
  const popularity = Float64Array.from({ length: rows }, (_, row) => features[row * FEATURE_COUNT + POPULARITY_FEATURE] as number);
  addList(state.ranker, scored(ftrlWeights(state.ftrl, FTRL_SETTINGS)), example.labels);
  addList(state.prior, scored(state.ftrl.prior), example.labels);
  addList(state.popularity, popularity, example.labels);
  for (let row = 0; row < rows; row++) {
    features[row * FEATURE_COUNT + POSITION_FEATURE] = 1 / Math.log2(row + 2);
    ftrlLearn(state.ftrl, features, row * FEATURE_COUNT, example.labels[row] as number, example.weights[row] as number, FTRL_SETTINGS);
  }
  state.examples += 1;
}
