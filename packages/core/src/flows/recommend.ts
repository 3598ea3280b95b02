import { DENIED, permissionBits, permissionsOf, permits } from "../consent/permissions-of.ts";
import type { Standing } from "../consent/schema.ts";
import { segmentsOf } from "../consent/segments-of.ts";
import { unpackSubjectState } from "../features/pack-subject-state.ts";
import type { SubjectState } from "../features/subject-state.ts";
import { type ItemKey, itemKey } from "../identity/item-key.ts";
import { ITEM_MODEL, VECTOR_DIMENSIONS } from "../models/model-settings.ts";
import { unpackNeighbours } from "../models/pack-item-state.ts";
import { unpackRankerWeights } from "../models/pack-ranker.ts";
import { unpackTopEntries } from "../models/pack-top-list.ts";
import { NO_ENTRIES, type TopEntries } from "../models/top-list.ts";
import type { Clock } from "../ports/clock.ts";
import type { StandingStore } from "../ports/standing-store.ts";
import { itemStateKey, rankerKey, subjectStateKey, topListKey } from "../ports/state-keys.ts";
import type { StateStore } from "../ports/state-store.ts";
import { TOPICS } from "../ports/topics.ts";
import type { VectorIndex } from "../ports/vector-index.ts";
import { compose } from "../ranking/compose-list.ts";
import { type Decision, decide } from "../ranking/decide.ts";
import { FEATURE_COUNT, SEGMENT_FEATURE } from "../ranking/features.ts";
import type { Recommendations } from "../recommendations/schema.ts";
import { CandidatePool } from "../retrieval/candidate-pool.ts";
import type { Seed } from "../retrieval/candidates.ts";
import type { SeedNeighbours } from "../retrieval/from-neighbours.ts";
import { personVector } from "../retrieval/person-vector.ts";
import { seedsOf } from "../retrieval/seeds-of.ts";
import type { Recommend, RecommendAnswer, RecommendRequest } from "./recommend-request.ts";
import { type Timer, withinDeadline } from "./within-deadline.ts";

export interface RecommendPorts {
  readonly state: StateStore;
  readonly standings: StandingStore;
  readonly vectors: VectorIndex;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Told of every store that failed, with the private cause. */
  readonly report: (source: string, cause: unknown) => void;
}

/** How many vector neighbours are asked for. */
const VECTOR_LIMIT = 200;
/** How many of the best are diversified over, for each place. */
const POOL_PER_PLACE = 4;

/**
 * The way of a recommendation (DESIGN section 4): gather A (person and tenant-wide lists), gate, gather B (items), decide, gather C (vectors of the
 * best, for diversity), compose. Every wait has the request's deadline; what is late is left out and named.
 */
export function recommender(ports: RecommendPorts): Recommend {
  // Deciding is synchronous, so that one pool serves all requests.
  const candidatePool = new CandidatePool();
  return async (request) => {
    const startedMs = ports.clock();
    const degradedReasons: string[] = [];
    const gather = async <T, F>(source: string, work: Promise<T>, otherwise: F): Promise<T | F> => {
      const gathered = await withinDeadline(work, startedMs + request.deadlineMs - ports.clock(), ports.timer);
      if ("value" in gathered) return gathered.value;
      degradedReasons.push(`${source}_${gathered.late === "deadline" ? "late" : "unavailable"}`);
      if (gathered.late === "failed") ports.report(source, gathered.cause);
      return otherwise;
    };

    // 1. Who is it, may we personalise, and what holds for everyone.
    const [standing, shared] = await Promise.all([
      request.subject === undefined
        ? undefined
        : gather("standing", readStanding(ports, request.tenant.id, request.subject), "unreadable" as const),
      gather("state", readShared(ports, request), NOTHING_SHARED),
    ]);
    const permissions = standing === "unreadable" ? DENIED : permissionsOf(request.tenant.consentPolicy, standing);
    const asked = request.subject !== undefined;
    const permitted = permissions.personalization;
    const state = permitted ? shared.state : undefined;
    const strategy = request.placement.strategy;

    // 2. The items it starts from, and what is near them.
    const ownItems = permitted ? state : undefined;
    const seeds = seedsOf(strategy, ownItems, strategy === "trending" ? undefined : request.itemId);
    const segments = permitted && standing !== "unreadable" && standing ? segmentsOf(standing.demographics, request.device) : [];
    const [items, vectorHits] = await Promise.all([
      gather("items", readItems(ports, request.tenant.id, seeds, segments), NO_ITEMS),
      gather("index", searchVectors(ports, request, seeds), undefined),
    ]);

    // 3. Decide: synchronous, from what was gathered alone.
    const personalized = permitted && (state !== undefined || segments.length > 0) && strategy !== "trending";
    const nowMs = startedMs;
    const decision = decide(
      {
        nowMs,
        placement: request.placement,
        settings: settingsFor(request, personalized || seeds.length > 0, permitted),
        personalized: personalized && state !== undefined,
        state,
        catalogue: request.catalogue,
        neighbours: items.neighbours,
        vectorHits,
        popular: shared.popular,
        popularBySegment: items.popularBySegment,
        heat: shared.heat,
        weights: shared.weights,
        filter: request.filter,
        excluded: excludedOf(request, seeds),
        given: request.given?.map(itemKey),
        count: request.count,
      },
      candidatePool,
    );

    // 4. Vectors of the best, so that the list does not repeat itself; then the list.
    const { diversity } = request.placement.model.settings;
    const pool = Math.min(decision.candidates.length, request.count * POOL_PER_PLACE);
    const poolKeys = decision.candidates.slice(0, pool).map(({ key }) => key);
    const poolVectors =
      diversity > 0 && pool > 1 && !request.given ? await gather("index", ports.vectors.vectors(request.tenant.id, poolKeys), []) : [];
    const list = compose(decision, poolVectors, request);

    const coldStart = asked && permitted && state === undefined;
    const recommendations: Recommendations = {
      recommendationId: request.recommendationId,
      placement: request.placement.key,
      items: list.items,
      personalized: personalized && (state !== undefined || usesSegments(decision, segments)),
      fallback: fallbackOf({ permitted, coldStart, decision, degradedReasons }),
      degraded: degradedReasons.length > 0,
      degradedReasons: [...new Set(degradedReasons)],
      model: { id: request.placement.model.id, name: request.placement.model.name },
      experiments: [],
      latencyMs: Math.round((ports.clock() - startedMs) * 1000) / 1000,
    };
    const impression =
      asked && permissions.analytics && list.items.length > 0 && request.given === undefined
        ? impressionOf(request, recommendations, list, permissionBits(permissions), nowMs)
        : undefined;
    return { recommendations, impression };
  };
}

interface Shared {
  readonly state: SubjectState | undefined;
  readonly popular: readonly TopEntries[];
  readonly heat: readonly (readonly TopEntries[])[];
  readonly weights: Float64Array | undefined;
}

const NOTHING_SHARED: Shared = { state: undefined, popular: [], heat: [], weights: undefined };
const NO_ITEMS = { neighbours: [] as readonly SeedNeighbours[], popularBySegment: [] as readonly (readonly TopEntries[])[] };
const ITEM_PARTITIONS = Array.from({ length: TOPICS["item-deltas"].partitions }, (_, partition) => partition);

async function readStanding(ports: RecommendPorts, tenant: string, subject: string): Promise<Standing | undefined> {
  const [standing] = await ports.standings.read(tenant, [subject]);
  return standing;
}

/** Gather A: one round trip. A person whose lane was merged into another is followed there with a second one. */
async function readShared({ state }: RecommendPorts, { tenant, subject }: RecommendRequest): Promise<Shared> {
  const topKeys = (name: string) => ITEM_PARTITIONS.map((partition) => topListKey(tenant.id, partition, name));
  const scales = ITEM_MODEL.trendingHalfLivesMs.map((_, scale) => topKeys(`trending:${scale}`));
  const subjectKeys = subject === undefined ? [] : [subjectStateKey(tenant.id, subject)];
  const values = [...(await state.read([rankerKey(tenant.id), ...topKeys("popularity"), ...scales.flat(), ...subjectKeys]))];
  const take = (count: number) => values.splice(0, count).map((bytes) => (bytes === undefined ? NO_ENTRIES : unpackTopEntries(bytes)));
  const ranker = values.shift();
  const popular = take(ITEM_PARTITIONS.length);
  const heat = scales.map((keys) => take(keys.length));
  const own = values[0] === undefined ? undefined : unpackSubjectState(values[0]);
  return {
    state: own !== undefined && own.redirect !== "" ? await readSubject(state, tenant.id, own.redirect) : own,
    popular,
    heat,
    weights: ranker === undefined ? undefined : unpackRankerWeights(ranker),
  };
}

async function readSubject(state: StateStore, tenant: string, subject: string): Promise<SubjectState | undefined> {
  const [bytes] = await state.read([subjectStateKey(tenant, subject)]);
  return bytes === undefined ? undefined : unpackSubjectState(bytes);
}

/** Gather B: neighbour tables of the seeds and the popularity lists of the person's segments. */
async function readItems({ state }: RecommendPorts, tenant: string, seeds: readonly Seed[], segments: readonly string[]) {
  const segmentKeys = segments.map((segment) => ITEM_PARTITIONS.map((partition) => topListKey(tenant, partition, `segment:${segment}`)));
  const values = await state.read([...seeds.map(({ key }) => itemStateKey(tenant, key)), ...segmentKeys.flat()]);
  const neighbours = seeds.flatMap((seed, i): SeedNeighbours[] => {
    const bytes = values[i];
    return bytes === undefined ? [] : [{ seed, ...unpackNeighbours(bytes) }];
  });
  const lists = values.slice(seeds.length).map((bytes) => (bytes === undefined ? NO_ENTRIES : unpackTopEntries(bytes)));
  return {
    neighbours,
    popularBySegment: segmentKeys.map((keys) => lists.splice(0, keys.length)).filter((each) => each.some((list) => list.keys.length > 0)),
  };
}

async function searchVectors({ vectors }: RecommendPorts, { tenant, placement }: RecommendRequest, seeds: readonly Seed[]) {
  if (seeds.length === 0 || (placement.model.settings.retrievers.vectors ?? 0) === 0) return undefined;
  const person = personVector(
    seeds,
    await vectors.vectors(
      tenant.id,
      seeds.map(({ key }) => key),
    ),
    VECTOR_DIMENSIONS,
  );
  return person === undefined ? undefined : vectors.search(tenant.id, person, VECTOR_LIMIT);
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

function usesSegments(decision: Decision, segments: readonly string[]): boolean {
  return segments.length > 0 && decision.candidates.some((_, i) => (decision.features[i * FEATURE_COUNT + SEGMENT_FEATURE] as number) > 0);
}

function fallbackOf(of: {
  permitted: boolean;
  coldStart: boolean;
  decision: Decision;
  degradedReasons: readonly string[];
}): Recommendations["fallback"] {
  if (!of.permitted) return "no_permission";
  if (of.degradedReasons.some((reason) => reason.startsWith("state_"))) return "deadline";
  if (of.coldStart) return "cold_start";
  return of.decision.filled ? "empty_retrieval" : null;
}

function impressionOf(
  request: RecommendRequest,
  shown: Recommendations,
  list: ReturnType<typeof compose>,
  permissions: number,
  nowMs: number,
): RecommendAnswer["impression"] {
  return {
    kind: "impression",
    tenant: request.tenant.id,
    subject: request.subject as string,
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
    permissions,
  };
}
