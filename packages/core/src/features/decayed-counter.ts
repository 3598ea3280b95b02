/**
 * A sum that forgets: each addition fades by a factor e per `tauMs` (half-life = tauMs x ln 2). Forward decay (Cormode et al. 2009):
 * a late addition is scaled down to the landmark instead of moving it, so the sum does not depend on the order of arrival
 * (up to floating point). Two numbers of state, one `Math.exp` per call.
 */
export interface DecayedCounter {
  /** The sum as of `landmarkMs`. */
  sum: number;
  /** Event time of the newest addition. */
  landmarkMs: number;
}

export function decayedCounter(settings: { readonly tauMs: number }) {
  const { tauMs } = settings;
  if (!(tauMs > 0)) throw new RangeError(`tauMs must be positive, not ${tauMs}`);

  const add = (state: DecayedCounter, atMs: number, weight: number): void => {
    if (atMs >= state.landmarkMs) {
      state.sum = state.sum * Math.exp((state.landmarkMs - atMs) / tauMs) + weight;
      state.landmarkMs = atMs;
    } else {
      state.sum += weight * Math.exp((atMs - state.landmarkMs) / tauMs);
    }
  };

  return {
    init: (): DecayedCounter => ({ sum: 0, landmarkMs: 0 }),
    /** Changes `state` in place. */
    add,
    /** A clock behind the landmark reads the landmark's sum: nothing is ever worth more than the weight it was added with. */
    read: (state: DecayedCounter, nowMs: number): number =>
      nowMs <= state.landmarkMs ? state.sum : state.sum * Math.exp((state.landmarkMs - nowMs) / tauMs),
    /** As if `other`'s additions had been made to `state`. */
    merge: (state: DecayedCounter, other: DecayedCounter): void => add(state, other.landmarkMs, other.sum),
  };
}
