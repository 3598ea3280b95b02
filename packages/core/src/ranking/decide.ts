import type { CatalogueView } from "../catalogue/catalogue-view.ts";
import { type Affinity, affinityShares } from "../features/affinities.ts";
import { valueAt } from "../features/landmark-decay.ts";
import type { SubjectState } from "../features/subject-state.ts";
import type { ItemKey } from "../identity/item-key.ts";
import { logit, sigmoid } from "../models/ftrl.ts";
import { ITEM_MODEL } from "../models/model-settings.ts";
import type { TopEntries } from "../models/pack-top-list.ts";
import { DEFAULT_MODEL_SETTINGS } from "../placements/default-model.ts";
import type { ModelSettings, Placement, RetrieverName } from "../placements/schema.ts";
import { matchesFilter } from "../recommendations/matches-filter.ts";
import type { Filter } from "../recommendations/schema.ts";
import { NO_REASON, type Proposal } from "../retrieval/candidates.ts";
import { covisitation, type SeedNeighbours, transitions } from "../retrieval/from-neighbours.ts";
import { popularity, segmentPopularity, trending } from "../retrieval/from-top-list.ts";
import { type Candidate, mergeProposals } from "../retrieval/merge-proposals.ts";
import { candidateFeatures, FEATURE_COUNT, priorWeights } from "./features.ts";

/** Everything that a decision depends on: gathered beforehand, so that deciding is synchronous, repeatable and the same in serving and evaluation. */
export interface DecisionInputs {
  readonly nowMs: number;
  readonly placement: Placement;
  readonly settings: ModelSettings;
  readonly personalized: boolean;
  readonly state: SubjectState | undefined;
  readonly catalogue: CatalogueView;
  readonly neighbours: readonly SeedNeighbours[];
  readonly vectorHits: { readonly keys: ArrayLike<number>; readonly scores: ArrayLike<number> } | undefined;
  /** Lists of every item partition. */
  readonly popular: readonly TopEntries[];
  /** One entry for each segment of the person. */
  readonly popularBySegment: readonly (readonly TopEntries[])[];
  /** One entry for each trending scale. */
  readonly heat: readonly (readonly TopEntries[])[];
  /** Learned ranker weights; undefined before anything was learned: the model's prior orders. */
  readonly weights: Float64Array | undefined;
  readonly filter: Filter | undefined;
  readonly excluded: ReadonlySet<ItemKey>;
  /** Rank exactly these instead of retrieving. */
  readonly given: readonly ItemKey[] | undefined;
  readonly count: number;
}

export interface Decision {
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** Probability of an outcome, by candidate. */
  readonly scores: Float64Array;
  readonly features: Float32Array;
  readonly weights: Float64Array;
  readonly proposals: readonly Proposal[];
  /** Retrieval alone found too little, and the list was filled from what is popular or simply there. */
  readonly filled: boolean;
}

export function decide(inputs: DecisionInputs): Decision {
  const allowed = allowedBy(inputs);
  const proposals = propose(inputs);
  const candidates = inputs.given ? givenCandidates(inputs.given, proposals) : mergeProposals(proposals, inputs.settings, allowed, inputs.settings.candidates);
  const filled = inputs.given === undefined && candidates.length < inputs.count && fill(candidates, inputs, allowed);
  return { ...rank(candidates, inputs), proposals, filled };
}

/** Availability, filter, exclusions and the placement's seen policy, as one predicate. */
function allowedBy({ catalogue, excluded, filter, placement, state, nowMs, personalized }: DecisionInputs): (key: ItemKey) => boolean {
  const hidden = new Set(excluded);
  if (personalized && state && placement.seenPolicy !== "none") for (const key of state.consumed) hidden.add(key);
  if (personalized && state && placement.seenPolicy === "seen") for (const recent of state.recents) hidden.add(recent.key);
  return (key) => {
    if (hidden.has(key)) return false;
    const entry = catalogue.byKey(key);
    if (entry === undefined || entry.item?.hidden === true) return false;
    if (nowMs < entry.availableFromMs || nowMs >= entry.availableUntilMs) return false;
    return filter === undefined || matchesFilter(filter, entry);
  };
}

function propose(inputs: DecisionInputs): Proposal[] {
  const { settings, neighbours, nowMs, vectorHits, catalogue } = inputs;
  const popularityAt = (key: ItemKey) => valueAt(catalogue.popularityScore(key), nowMs, ITEM_MODEL.popularityHalfLifeMs);
  const makers: Record<RetrieverName, () => Proposal> = {
    covisitation: () => covisitation(neighbours, popularityAt, nowMs),
    transitions: () => transitions(neighbours, popularityAt, nowMs),
    vectors: () => nearest(vectorHits),
    popularity: () => popularity(inputs.popular, nowMs),
    "segment-popularity": () => segmentPopularity(inputs.popularBySegment, nowMs),
    trending: () => trending(inputs.heat, popularityAt, nowMs),
  };
  return (Object.keys(makers) as RetrieverName[]).filter((name) => (settings.retrievers[name] ?? 0) > 0).map((name) => makers[name]());
}

function nearest(hits: DecisionInputs["vectorHits"]): Proposal {
  const scores = new Map<ItemKey, number>();
  if (hits) for (let i = 0; i < hits.keys.length; i++) if ((hits.scores[i] as number) > 0) scores.set(hits.keys[i] as number, hits.scores[i] as number);
  return { retriever: "vectors", scores, because: NO_REASON };
}

/** Given items keep whatever the retrievers say of them; those nobody proposes are candidates all the same. */
function givenCandidates(given: readonly ItemKey[], proposals: readonly Proposal[]): Candidate[] {
  const best = proposals.map(({ scores }) => scores.values().reduce((a, b) => Math.max(a, b), 0));
  return given.map((key) => {
    const shares: Candidate["shares"] = {};
    proposals.forEach(({ retriever, scores }, i) => {
      const score = scores.get(key);
      if (score !== undefined && (best[i] as number) > 0) shares[retriever] = score / (best[i] as number);
    });
    return { key, shares, fused: 0 };
  });
}

/** Entries looked at to fill a list that a strict filter left short. */
const FILL_LIMIT = 20_000;

function fill(candidates: Candidate[], inputs: DecisionInputs, allowed: (key: ItemKey) => boolean): boolean {
  const present = new Set(candidates.map(({ key }) => key));
  const add = (key: ItemKey, share: number) => {
    if (candidates.length >= inputs.count || present.has(key) || !allowed(key)) return;
    present.add(key);
    candidates.push({ key, shares: { popularity: share }, fused: 0 });
  };
  const before = candidates.length;
  const values = popularity(inputs.popular, inputs.nowMs).scores;
  const best = values.values().reduce((a, b) => Math.max(a, b), 0);
  for (const [key, value] of [...values].sort((a, b) => b[1] - a[1] || a[0] - b[0])) add(key, best > 0 ? value / best : 0);
  let looked = 0;
  for (const entry of inputs.catalogue.entries()) {
    if (candidates.length >= inputs.count || looked++ > FILL_LIMIT) break;
    add(entry.key, 0);
  }
  return candidates.length > before;
}

/** What was learned started from the default model's prior; another model's prior shifts it. */
function rankerWeights(settings: ModelSettings, learned: Float64Array | undefined): Float64Array {
  const prior = priorWeights(settings);
  if (settings.ranker === "none" || learned === undefined) return prior;
  const start = priorWeights(DEFAULT_MODEL_SETTINGS);
  return prior.map((weight, i) => weight + (learned[i] as number) - (start[i] as number));
}

function rank(candidates: readonly Candidate[], inputs: DecisionInputs) {
  const affinities: Affinity[] = inputs.personalized && inputs.state ? affinityShares(inputs.state.affinities) : [];
  const familiar = new Set(inputs.personalized ? inputs.state?.recents.map(({ key }) => key) : []);
  const unordered = candidateFeatures(candidates, { entryOf: ({ key }) => inputs.catalogue.byKey(key), affinities, familiar, nowMs: inputs.nowMs });
  const weights = rankerWeights(inputs.settings, inputs.weights);
  const logits = Float64Array.from(candidates, (_, i) => logit(weights, unordered, i * FEATURE_COUNT));
  const order = candidates.map((_, i) => i).sort((a, b) => (logits[b] as number) - (logits[a] as number) || (candidates[a] as Candidate).key - (candidates[b] as Candidate).key);
  const features = new Float32Array(unordered.length);
  order.forEach((from, to) => {
    features.set(unordered.subarray(from * FEATURE_COUNT, (from + 1) * FEATURE_COUNT), to * FEATURE_COUNT);
  });
  return {
    candidates: order.map((i) => candidates[i] as Candidate),
    scores: Float64Array.from(order, (i) => sigmoid(logits[i] as number)),
    features,
    weights,
  };
}
