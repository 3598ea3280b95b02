/**
 * FTRL-Proximal for logistic regression: McMahan et al., "Ad Click Prediction: a View from the Trenches" (KDD 2013), Algorithm 1.
 * State is (z, n) per coordinate; the weight is derived. `prior` shifts every weight, so that the ranker orders sensibly before it has
 * learned and the regularisation pulls towards the prior instead of towards zero.
 */
export interface FtrlState {
  readonly z: Float64Array;
  readonly n: Float64Array;
  readonly prior: Float64Array;
}

export interface FtrlSettings {
  readonly alpha: number;
  readonly beta: number;
  readonly l1: number;
  readonly l2: number;
}

export const FTRL_SETTINGS: FtrlSettings = { alpha: 0.05, beta: 1, l1: 0.01, l2: 1 };

export function emptyFtrl(prior: ArrayLike<number>): FtrlState {
  return { z: new Float64Array(prior.length), n: new Float64Array(prior.length), prior: Float64Array.from(prior) };
}

export function ftrlWeight(state: FtrlState, i: number, { alpha, beta, l1, l2 }: FtrlSettings): number {
  const z = state.z[i] as number;
  const learned = Math.abs(z) <= l1 ? 0 : -(z - Math.sign(z) * l1) / ((beta + Math.sqrt(state.n[i] as number)) / alpha + l2);
  return (state.prior[i] as number) + learned;
}

export function ftrlWeights(state: FtrlState, settings: FtrlSettings): Float64Array {
  return Float64Array.from(state.z, (_, i) => ftrlWeight(state, i, settings));
}

export function logit(weights: ArrayLike<number>, features: ArrayLike<number>, offset = 0): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] as number) * (features[offset + i] as number);
  return sum;
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * One example: predicts, then learns; returns the prediction made before learning (progressive validation). Changes `state` in place.
 * `importance` scales the gradient; 0 only predicts.
 */
export function ftrlLearn(
  state: FtrlState,
  features: ArrayLike<number>,
  offset: number,
  label: number,
  importance: number,
  settings: FtrlSettings,
): number {
  const dimensions = state.z.length;
  const weights = ftrlWeights(state, settings);
  const predicted = sigmoid(logit(weights, features, offset));
  if (importance === 0) return predicted;
  for (let i = 0; i < dimensions; i++) {
    const x = features[offset + i] as number;
    if (x === 0) continue;
    const gradient = (predicted - label) * x * importance;
    const n = state.n[i] as number;
    const sigma = (Math.sqrt(n + gradient * gradient) - Math.sqrt(n)) / settings.alpha;
    state.z[i] = (state.z[i] as number) + gradient - sigma * ((weights[i] as number) - (state.prior[i] as number));
    state.n[i] = n + gradient * gradient;
  }
  return predicted;
}
