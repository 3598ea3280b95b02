import { DENIED, permissionsOf } from "../consent/permissions-of.ts";
import { type Permissions, PURPOSES, type Standing } from "../consent/schema.ts";
import { segmentsOf } from "../consent/segments-of.ts";
import { unpackSubjectState } from "../features/pack-subject-state.ts";
import type { SubjectState } from "../features/subject-state.ts";
import { ITEM_MODEL } from "../models/model-settings.ts";
import { unpackRankerWeights } from "../models/pack-ranker.ts";
import { unpackTopEntries } from "../models/pack-top-list.ts";
import { NO_ENTRIES, type TopEntries } from "../models/top-list.ts";
import type { StandingStore } from "../ports/standing-store.ts";
import { rankerKey, subjectStateKey, topListKey } from "../ports/state-keys.ts";
import type { StateStore } from "../ports/state-store.ts";
import { TOPICS } from "../ports/topics.ts";
import type { Gathering } from "./gathering.ts";
import type { RecommendRequest } from "./recommend-request.ts";

/** Who asks, what they permit, and what holds for everyone. */
export interface GatheredPerson {
  readonly permissions: Permissions;
  /** Erased: is served like a stranger, and leaves nothing behind. */
  readonly suppressed: boolean;
  /** Alias that the asking person was merged into. */
  readonly mergedInto: string | undefined;
  /** Undefined for a stranger, and wherever personalisation is not permitted. */
  readonly state: SubjectState | undefined;
  readonly segments: readonly string[];
  readonly popular: readonly TopEntries[];
  readonly heat: readonly (readonly TopEntries[])[];
  readonly weights: Float64Array | undefined;
}

interface PersonPorts {
  readonly state: Pick<StateStore, "read">;
  readonly standings: Pick<StandingStore, "read">;
}

type Shared = Pick<GatheredPerson, "popular" | "heat" | "weights" | "state" | "mergedInto">;

export const ITEM_PARTITIONS = Array.from({ length: TOPICS["item-deltas"].partitions }, (_, partition) => partition);
const NOTHING_SHARED: Shared = { state: undefined, mergedInto: undefined, popular: [], heat: [], weights: undefined };
const UNREADABLE = "unreadable";

/** Gather A, then the gate: without permission nothing of the person goes on, and a standing that cannot be read permits nothing. */
export async function gatherPerson(ports: PersonPorts, from: Gathering, request: RecommendRequest): Promise<GatheredPerson> {
  const { tenant, subject } = request;
  const standingOf = (alias: string) => from.gather("standing", readStanding(ports, tenant.id, alias), UNREADABLE);
  const [own, shared] = await Promise.all([
    subject === undefined ? undefined : standingOf(subject),
    from.gather("state", readShared(ports, request), NOTHING_SHARED),
  ]);
  // Somebody who was merged asks as the person they turned out to be: what either refused is refused.
  const merged = shared.mergedInto === undefined ? own : await standingOf(shared.mergedInto);
  if (isSuppressed(own) || isSuppressed(merged)) {
    // What a stranger gets: an answer of their own would say that they were erased.
    return {
      ...shared,
      state: undefined,
      mergedInto: undefined,
      permissions: tenant.consentPolicy.defaults,
      suppressed: true,
      segments: [],
    };
  }
  const permissions = both(permitted(request, own), permitted(request, merged));
  if (!permissions.personalization) return { ...shared, permissions, suppressed: false, state: undefined, segments: [] };
  const segments = merged === undefined || merged === UNREADABLE ? [] : segmentsOf(merged.demographics, request.device);
  return { ...shared, permissions, suppressed: false, segments };
}

function isSuppressed(standing: Standing | typeof UNREADABLE | undefined): boolean {
  return standing !== UNREADABLE && standing?.suppressedBy !== undefined;
}

function permitted({ tenant }: RecommendRequest, standing: Standing | typeof UNREADABLE | undefined): Permissions {
  return standing === UNREADABLE ? DENIED : permissionsOf(tenant.consentPolicy, standing);
}

function both(a: Permissions, b: Permissions): Permissions {
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, a[purpose] && b[purpose]])) as unknown as Permissions;
}

async function readStanding({ standings }: PersonPorts, tenant: string, subject: string): Promise<Standing | undefined> {
  const [standing] = await standings.read(tenant, [subject]);
  return standing;
}

/** One round trip. A person whose lane was merged into another is followed there with a second one. */
async function readShared({ state }: PersonPorts, { tenant, subject }: RecommendRequest): Promise<Shared> {
  const topKeys = (name: string) => ITEM_PARTITIONS.map((partition) => topListKey(tenant.id, partition, name));
  const scales = ITEM_MODEL.trendingHalfLivesMs.map((_, scale) => topKeys(`trending:${scale}`));
  const subjectKeys = subject === undefined ? [] : [subjectStateKey(tenant.id, subject)];
  const values = [...(await state.read([rankerKey(tenant.id), ...topKeys("popularity"), ...scales.flat(), ...subjectKeys]))];
  const take = (count: number) => values.splice(0, count).map((bytes) => (bytes === undefined ? NO_ENTRIES : unpackTopEntries(bytes)));
  const ranker = values.shift();
  const popular = take(ITEM_PARTITIONS.length);
  const heat = scales.map((keys) => take(keys.length));
  const own = values[0] === undefined ? undefined : unpackSubjectState(values[0]);
  const mergedInto = own === undefined || own.redirect === "" ? undefined : own.redirect;
  return {
    state: mergedInto === undefined ? unlessStranger(own) : await readSubject(state, tenant.id, mergedInto),
    mergedInto,
    popular,
    heat,
    weights: ranker === undefined ? undefined : unpackRankerWeights(ranker),
  };
}

async function readSubject(state: PersonPorts["state"], tenant: string, subject: string): Promise<SubjectState | undefined> {
  const [bytes] = await state.read([subjectStateKey(tenant, subject)]);
  return bytes === undefined ? undefined : unlessStranger(unpackSubjectState(bytes));
}

/** A list that was shown in an experiment, or a consent decision, leaves a state, but makes nobody known. */
function unlessStranger(state: SubjectState | undefined): SubjectState | undefined {
  return state === undefined || state.firstSeenMs === 0 ? undefined : state;
}
