import type { CatalogueView } from "../catalogue/catalogue-view.ts";
import { valueAt } from "../decay/landmark-decay.ts";
import { affinityShares } from "../features/affinities.ts";
import type { Affinity } from "../features/schema.ts";
import type { SubjectState } from "../features/subject-state.ts";
import type { ItemKey } from "../identity/item-key.ts";
import { logit, sigmoid } from "../models/ftrl.ts";
import { ITEM_MODEL } from "../models/model-settings.ts";
import type { TopEntries } from "../models/top-list.ts";
import { DEFAULT_MODEL_SETTINGS } from "../placements/default-model.ts";
import { type ModelSettings, type Placement, RETRIEVERS, type RetrieverName } from "../placements/schema.ts";
import { candidateFeatures, FEATURE_COUNT, FEATURES, priorWeights } from "../ranking/features.ts";
import type { Candidate, Decision } from "../ranking/schema.ts";
import type { Filter } from "../recommendations/schema.ts";
import { CandidatePool } from "../retrieval/candidate-pool.ts";
import { noReason, type Proposal, type RowGate, type Shares } from "../retrieval/candidates.ts";
import { covisitation, type SeedNeighbours, targetDamping, transitions } from "../retrieval/from-neighbours.ts";
import { popularity, segmentPopularity, trending } from "../retrieval/from-top-list.ts";
import { nearest, type VectorHitColumns } from "../retrieval/from-vectors.ts";
import { mergeProposals, sharesOf } from "../retrieval/merge-proposals.ts";
import { placementGate } from "./placement-gate.ts";

/** Everything that a decision depends on: gathered beforehand, so that deciding is synchronous, repeatable and the same in serving and evaluation. */
export interface DecisionInputs {
  readonly nowMs: number;
  readonly placement: Placement;
  readonly settings: ModelSettings;
  readonly personalized: boolean;
  readonly state: SubjectState | undefined;
  readonly catalogue: CatalogueView;
  readonly neighbours: readonly SeedNeighbours[];
  readonly vectorHits: VectorHitColumns | undefined;
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

/** Cost: linear in what was gathered, about 0.2 ms for ten seeds of two lists of 100 (docs/decisions/0006-speed-layer-models.md). */
export function decide(inputs: DecisionInputs, pool = new CandidatePool()): Decision {
  const weights = rankerWeights(inputs.settings, inputs.weights);
  pool.begin(capacityFor(inputs));
  const rows = inputs.given?.map((key) => pool.add(key));
  const proposed = propose(pool, inputs);
  const gate = rows ? OPEN_GATE : placementGate(pool, { ...inputs, state: inputs.personalized ? inputs.state : undefined });
  const proposals = proposed.map((proposal) => sharesOf(pool, proposal, gate));
  const weightOf = (retriever: RetrieverName) => weights[FEATURES.indexOf(retriever)] as number;
  const merged = rows ?? mergeProposals(pool, proposals, weightOf, gate, inputs.settings.candidates);
  const filled = rows === undefined && merged.length < inputs.count && fill(pool, merged, proposals, inputs, gate);
  return { ...rank(pool, merged, proposals, weights, inputs), weights, proposals, filled };
}

/** Items to rank were chosen by the caller. */
const OPEN_GATE: RowGate = { isShut: () => false, isOpen: () => true, mayShow: () => true };

function capacityFor({ neighbours, vectorHits, popular, popularBySegment, heat, given, count }: DecisionInputs): number {
  const entriesOf = (lists: readonly TopEntries[]) => lists.reduce((sum, { keys }) => sum + keys.length, 0);
  return (
    neighbours.reduce((sum, { next, together }) => sum + next.keys.length + together.keys.length, 0) +
    entriesOf([popular, ...popularBySegment].flat()) +
    // Trending reads one of its scales.
    Math.max(0, ...heat.map(entriesOf)) +
    (vectorHits?.keys.length ?? 0) +
    (given?.length ?? 0) +
    count
  );
}

function propose(pool: CandidatePool, inputs: DecisionInputs): Proposal[] {
  const { settings, neighbours, nowMs, vectorHits, catalogue, given } = inputs;
  const popularityOf = remembered(pool, (key) => valueAt(catalogue.popularityScore(key), nowMs, ITEM_MODEL.popularityHalfLifeMs));
  const damping = pool.column();
  const dampingOf = (row: number): number => {
    if (damping[row] === 0) damping[row] = targetDamping(popularityOf(row));
    return damping[row] as number;
  };
  const makers: Record<RetrieverName, () => Proposal> = {
    covisitation: () => covisitation(pool, neighbours, dampingOf, nowMs),
    transitions: () => transitions(pool, neighbours, dampingOf, nowMs),
    vectors: () => nearest(pool, vectorHits),
    popularity: () => (given ? popularityOfGiven(pool, given, popularityOf) : popularity(pool, inputs.popular, nowMs)),
    "segment-popularity": () => segmentPopularity(pool, inputs.popularBySegment, nowMs),
    trending: () => trending(pool, inputs.heat, popularityOf, nowMs),
  };
  return RETRIEVERS.filter((name) => (settings.retrievers[name] ?? 0) > 0).map((name) => makers[name]());
}

/** A value by row, computed when it is first asked for; none of them is negative. */
function remembered(pool: CandidatePool, of: (key: ItemKey) => number): (row: number) => number {
  const values = pool.column().fill(-1);
  return (row) => {
    if (values[row] === -1) values[row] = of(pool.keys[row] as number);
    return values[row] as number;
  };
}

/** Items to be ranked need not stand in a list of the most popular to be told apart. */
function popularityOfGiven(pool: CandidatePool, given: readonly ItemKey[], popularityOf: (row: number) => number): Proposal {
  const scores = pool.column();
  for (const key of given) {
    const row = pool.add(key);
    scores[row] = popularityOf(row);
  }
  return { retriever: "popularity", scores, because: noReason };
}

/** Entries looked at to fill a list that a strict filter left short. */
const FILL_LIMIT = 20_000;

/** Adds rows in place: what is popular first, whatever the catalogue holds then. True when it found any. */
function fill(pool: CandidatePool, rows: number[], proposals: Shares[], inputs: DecisionInputs, gate: RowGate): boolean {
  const before = rows.length;
  const present = new Set(rows.map((row) => pool.keys[row] as number));
  const add = (key: ItemKey): void => {
    if (rows.length >= inputs.count || present.has(key) || !gate.mayShow(key)) return;
    present.add(key);
    rows.push(pool.add(key));
  };
  if (!proposals.some(({ retriever }) => retriever === "popularity")) {
    proposals.push(sharesOf(pool, popularity(pool, inputs.popular, inputs.nowMs), gate));
  }
  for (const { keys } of inputs.popular) for (const key of keys) add(key);
  let looked = 0;
  for (const { key } of inputs.catalogue.entries()) {
    if (rows.length >= inputs.count || looked++ > FILL_LIMIT) break;
    add(key);
  }
  return rows.length > before;
}

/** What was learned started from the default model's prior; another model's prior shifts it. */
function rankerWeights(settings: ModelSettings, learned: Float64Array | undefined): Float64Array {
  const prior = priorWeights(settings);
  if (settings.ranker === "none" || learned === undefined) return prior;
  const start = priorWeights(DEFAULT_MODEL_SETTINGS);
  return prior.map((weight, i) => weight + (learned[i] as number) - (start[i] as number));
}

function rank(pool: CandidatePool, rows: readonly number[], proposals: readonly Shares[], weights: Float64Array, inputs: DecisionInputs) {
  const affinities: Affinity[] = inputs.personalized && inputs.state ? affinityShares(inputs.state.affinities) : [];
  const familiar = new Set(inputs.personalized ? inputs.state?.recents.map(({ key }) => key) : []);
  const context = { entryOf: (key: ItemKey) => inputs.catalogue.byKey(key), affinities, familiar, nowMs: inputs.nowMs };
  const unordered = candidateFeatures(pool, rows, proposals, context);
  const logits = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) logits[i] = logit(weights, unordered, i * FEATURE_COUNT);
  const order = bestFirst(logits, (i) => pool.keys[rows[i] as number] as number);
  const features = new Float32Array(unordered.length);
  for (let to = 0; to < order.length; to++) {
    const from = (order[to] as number) * FEATURE_COUNT;
    for (let f = 0; f < FEATURE_COUNT; f++) features[to * FEATURE_COUNT + f] = unordered[from + f] as number;
  }
  return {
    candidates: Array.from(order, (i): Candidate => ({ key: pool.keys[rows[i] as number] as number })),
    scores: Float64Array.from(order, (i) => sigmoid(logits[i] as number)),
    features,
  };
}

function bestFirst(logits: Float64Array, keyAt: (i: number) => ItemKey): Uint32Array {
  return Uint32Array.from(logits.keys()).sort((a, b) => (logits[b] as number) - (logits[a] as number) || keyAt(a) - keyAt(b));
}
