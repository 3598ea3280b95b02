import { permissionBits } from "../consent/permissions-of.ts";
import type { Permissions } from "../consent/schema.ts";
import { assign } from "../experiments/assign.ts";
import type { Exposure, RunningExperiment } from "../experiments/schema.ts";
import { type ItemKey, itemKey } from "../identity/item-key.ts";
import type { StandingStore } from "../ports/standing-store.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { VectorIndex } from "../ports/vector-index.ts";
import { type ComposedList, composeList } from "../ranking/compose-list.ts";
import { FEATURE_COUNT, SEGMENT_FEATURE } from "../ranking/features.ts";
import type { Decision } from "../ranking/schema.ts";
import type { Recommendations } from "../recommendations/schema.ts";
import { CandidatePool } from "../retrieval/candidate-pool.ts";
import type { Seed } from "../retrieval/candidates.ts";
import { seedsOf } from "../retrieval/seeds-of.ts";
import { type DecisionInputs, decide } from "./decide.ts";
import { type GatheredItems, gatherItems } from "./gather-items.ts";
import { type GatheredPerson, gatherPerson } from "./gather-person.ts";
import { type Gathering, type GatheringPorts, gathering } from "./gathering.ts";
import type { Recommend, RecommendAnswer, RecommendRequest } from "./recommend-request.ts";

export interface RecommendPorts extends GatheringPorts {
  readonly state: Pick<StateStore, "read">;
  readonly standings: Pick<StandingStore, "read">;
  readonly vectors: Pick<VectorIndex, "search" | "vectors">;
}

/** How many of the best are diversified over, for each place. */
const POOL_PER_PLACE = 3;

/**
 * The way of a recommendation (DESIGN section 4): gather A (person and tenant-wide lists), gate, gather B (items), decide, gather C (vectors of the
 * best, for diversity), compose. Every wait has the request's deadline; what is late is left out and named.
 */
export function recommender(ports: RecommendPorts): Recommend {
  // Deciding is synchronous, so that one pool serves all requests.
  const pool = new CandidatePool();
  return async (asked) => {
    const startedMs = ports.clock();
    const from = gathering(ports, startedMs + asked.deadlineMs);
    const person = await gatherPerson(ports, from, asked);
    const taking = participationOf(asked, person);
    const request = taking === undefined ? asked : { ...asked, placement: { ...asked.placement, model: taking.model } };
    const seeds = seedsFor(request, person);
    const items = await gatherItems(ports, from, request, seeds, person.segments);
    const decision = decide(inputsOf(request, person, seeds, items, startedMs), pool);
    const list = composeList(decision, await gatherVectors(ports, from, request, decision), request);
    const recommendations = answerOf(request, person, decision, list, from.reasons(), ports.clock() - startedMs, taking);
    // Of somebody erased nothing is appended, not even that they were here.
    if (person.suppressed) return { recommendations, impression: undefined };
    return { recommendations, impression: impressionOf(request, recommendations, list, person.permissions, startedMs, taking) };
  };
}

/** That this list is part of an experiment: under which variant, and the model that this means. */
interface Participation {
  readonly key: string;
  readonly exposure: Exposure;
  readonly model: RunningExperiment["variants"][number]["model"];
}

/**
 * Who takes part must not depend on the variant, or the variants could not be compared: everybody who permits to be measured and personalised for, whatever
 * the list will be. Somebody who was merged is assigned as the person they turned out to be.
 */
function participationOf({ tenant, placement, subject, given }: RecommendRequest, person: GatheredPerson): Participation | undefined {
  const experiment = tenant.experiments.get(placement.key);
  if (experiment === undefined || subject === undefined || given !== undefined) return undefined;
  if (!person.permissions.analytics || !person.permissions.personalization) return undefined;
  const exposure = assign(experiment, person.mergedInto ?? subject);
  const variant = experiment.variants.find(({ key }) => key === exposure?.variant);
  return exposure === undefined || variant === undefined ? undefined : { key: experiment.key, exposure, model: variant.model };
}

function seedsFor({ placement, itemId }: RecommendRequest, { state }: GatheredPerson): Seed[] {
  return seedsOf(placement.strategy, state, placement.strategy === "trending" ? undefined : itemId);
}

function inputsOf(
  request: RecommendRequest,
  person: GatheredPerson,
  seeds: readonly Seed[],
  items: GatheredItems,
  nowMs: number,
): DecisionInputs {
  const { placement, catalogue, filter, count } = request;
  const usesState = person.state !== undefined && placement.strategy !== "trending";
  const personal = usesState || person.segments.length > 0 || seeds.length > 0;
  return {
    nowMs,
    placement,
    settings: settingsFor(request, personal, person.permissions.personalization),
    personalized: usesState,
    state: person.state,
    catalogue,
    neighbours: items.neighbours,
    vectorHits: items.vectorHits,
    popular: person.popular,
    popularBySegment: items.popularBySegment,
    heat: person.heat,
    weights: person.weights,
    filter,
    excluded: excludedOf(request, seeds),
    given: request.given?.map(itemKey),
    count,
  };
}

/** `trending` asks only what moves now; without a person or an item to start from, only lists that hold for everyone are left; without permission popularity alone. */
function settingsFor({ placement }: RecommendRequest, personal: boolean, permitted: boolean) {
  const { settings } = placement.model;
  if (placement.strategy === "trending") return { ...settings, retrievers: { trending: 1, popularity: 0.1 }, ranker: "none" as const };
  if (personal) return settings;
  return { ...settings, retrievers: { popularity: 1, ...(permitted && { trending: settings.retrievers.trending ?? 0 }) } };
}

function excludedOf({ exclude, itemId, placement }: RecommendRequest, seeds: readonly Seed[]): Set<ItemKey> {
  const excluded = new Set(exclude.map(itemKey));
  if (itemId !== undefined) excluded.add(itemKey(itemId));
  if (placement.strategy === "basket") for (const { key } of seeds) excluded.add(key);
  return excluded;
}

/** Gather C: vectors of the best, so that the list does not repeat itself. */
async function gatherVectors(
  { vectors }: RecommendPorts,
  from: Gathering,
  { tenant, placement, count, given }: RecommendRequest,
  { candidates }: Decision,
): Promise<readonly (Float32Array | undefined)[]> {
  const keys = candidates.slice(0, count * POOL_PER_PLACE).map(({ key }) => key);
  if (placement.model.settings.diversity === 0 || keys.length < 2 || given !== undefined) return [];
  return from.gather("index", vectors.vectors(tenant.id, keys), []);
}

function answerOf(
  request: RecommendRequest,
  person: GatheredPerson,
  decision: Decision,
  list: ComposedList,
  degradedReasons: string[],
  elapsedMs: number,
  taking: Participation | undefined,
): Recommendations {
  const { placement } = request;
  return {
    recommendationId: request.recommendationId,
    placement: placement.key,
    items: list.items,
    personalized: placement.strategy !== "trending" && (person.state !== undefined || usesSegments(decision, person.segments)),
    fallback: fallbackOf(request, person, decision, degradedReasons),
    degraded: degradedReasons.length > 0,
    degradedReasons,
    model: { id: placement.model.id, name: placement.model.name },
    experiments: taking === undefined ? [] : [{ key: taking.key, variant: taking.exposure.variant }],
    latencyMs: Math.round(elapsedMs * 1000) / 1000,
  };
}

function usesSegments({ candidates, features }: Decision, segments: readonly string[]): boolean {
  return segments.length > 0 && candidates.some((_, i) => (features[i * FEATURE_COUNT + SEGMENT_FEATURE] as number) > 0);
}

function fallbackOf(
  { subject }: RecommendRequest,
  { permissions, state }: GatheredPerson,
  { filled }: Decision,
  degradedReasons: readonly string[],
): Recommendations["fallback"] {
  if (!permissions.personalization) return "no_permission";
  if (degradedReasons.some((reason) => reason.startsWith("state_"))) return "deadline";
  if (subject !== undefined && state === undefined) return "cold_start";
  return filled ? "empty_retrieval" : null;
}

/**
 * What was shown, where the person is somebody and permits measuring; items ranked on request were not chosen by us. An empty list is none, but in an experiment
 * it counts: a variant must not look better by showing nothing.
 */
function impressionOf(
  { tenant, subject, given }: RecommendRequest,
  shown: Recommendations,
  list: ComposedList,
  permissions: Permissions,
  nowMs: number,
  taking: Participation | undefined,
): RecommendAnswer["impression"] {
  if (subject === undefined || given !== undefined || !permissions.analytics) return undefined;
  if (list.keys.length === 0 && taking === undefined) return undefined;
  return {
    kind: "impression",
    tenant: tenant.id,
    subject,
    keyId: "",
    acceptedAtMs: nowMs,
    recommendationId: shown.recommendationId,
    placement: shown.placement,
    modelId: shown.model.id,
    personalized: shown.personalized,
    shownAtMs: nowMs,
    items: list.keys,
    features: list.features,
    propensities: list.propensities,
    permissions: permissionBits(permissions),
    exposure: taking?.exposure,
  };
}
