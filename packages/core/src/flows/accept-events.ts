/**
 * The way of events into the log, in order: 1 parse, 2 alias, 3 standings (one read, fail closed), 4 consent gate, 5 duplicates, 6 stamp what the
 * fold will need, 7 one append, 8 answer. Parsing and deciding are synchronous; standings and the append are the only waits.
 */
import type { CatalogueView } from "../catalogue/catalogue-view.ts";
import { decide } from "../consent/decide.ts";
import { countrySegment, deviceSegment, languageSegment } from "../consent/demographics-of.ts";
import { permissionBits, permissionsOf } from "../consent/permissions-of.ts";
import type { Permissions, Standing } from "../consent/schema.ts";
import { segmentsOf } from "../consent/segments-of.ts";
import { EARLIEST_MS, type EventResult } from "../events/event-request.ts";
import { eventWeight } from "../events/event-types.ts";
import type { ConsentRecord, LaneRecord } from "../events/lane-record.ts";
import { type EventProblem, type ParsedEvent, parseEvent } from "../events/parse-event.ts";
import { Fault, type FaultDetail } from "../faults.ts";
import { laneOf, type SubjectLane, type SubjectOf } from "../identity/subject-alias.ts";
import type { Clock } from "../ports/clock.ts";
import type { TenantControl } from "../ports/control.ts";
import { type Log, type LogAppend, LogUnavailable } from "../ports/log.ts";
import type { RecordCodec } from "../ports/record-codec.ts";
import type { StandingStore } from "../ports/standing-store.ts";
import type { RecentIdentities } from "./accept-events-dedup.ts";
import type { KeepRefused, RefusedEvent } from "./keep-refused.ts";
import type { PropertyRules } from "./published-properties.ts";

export interface AcceptEventsPorts {
  readonly log: Log;
  readonly standings: StandingStore;
  readonly codec: RecordCodec;
  readonly subjectOf: SubjectOf;
  readonly recent: RecentIdentities;
  /** What tenants published about the properties of their events. */
  readonly propertyRules: PropertyRules;
  readonly keepRefused: KeepRefused;
  readonly clock: Clock;
  readonly earliestMs?: number;
}

export interface AcceptEventsRequest {
  readonly tenant: TenantControl;
  readonly catalogue: CatalogueView;
  /** As parsed from JSON; `Unparseable` for a line that is not JSON. */
  readonly events: readonly unknown[];
  /** A single event was sent without the `{events: […]}` around it: paths then name its fields directly. */
  readonly single: boolean;
  /** The `Sec-GPC: 1` header. */
  readonly globalPrivacyControl: boolean;
  /** Events of the console's preview name the person by alias, in place of `userId`. */
  readonly asSubject?: string | undefined;
}

export interface AcceptEventsAnswer {
  readonly accepted: number;
  readonly rejected: number;
  readonly results: readonly EventResult[];
  /** Events of erased people, by the privacy request that suppresses them. */
  readonly suppressed: ReadonlyMap<string, number>;
  /** Where the accepted events are in the log. */
  readonly appended: readonly { readonly partition: number; readonly offset: number }[];
}

export type AcceptEvents = (request: AcceptEventsRequest) => Promise<AcceptEventsAnswer>;

/**
 * Resolves when every accepted event is durable. Throws `Fault`: nothing_accepted when every event was rejected, standing_unavailable or
 * log_unavailable (both 503, nothing of the request was accepted) when a store is away. About 5 µs per event plus the append.
 */
export function eventAcceptor(ports: AcceptEventsPorts): AcceptEvents {
  return async (request) => {
    const nowMs = ports.clock();
    // 1 and 2
    const { offered, results, refused } = parseAll(ports, request, nowMs);
    const rejected = results.length;
    if (refused.length > 0) await refuse(ports, request, refused);

    // 3
    const tenantId = request.tenant.id;
    const subjects = [...new Set(offered.map(({ lane }) => lane.subject))];
    const standings = await readStandings(ports.standings, tenantId, subjects);

    // 4
    const permissions = new Map(subjects.map((subject) => [subject, permissionsOf(request.tenant.consentPolicy, standings.get(subject))]));
    const optOuts = request.globalPrivacyControl ? await optOut(ports, request.tenant, permissions, standings, nowMs) : [];
    const admitted: Offered[] = [];
    const suppressed = new Map<string, number>();
    for (const one of offered) {
      const { suppressedBy } = standings.get(one.lane.subject) ?? {};
      if (suppressedBy !== undefined) {
        suppressed.set(suppressedBy, (suppressed.get(suppressedBy) ?? 0) + 1);
        results.push(refusal(one, "suppressed", "suppressed", "this person is not to be recorded"));
      } else if (mayBeCollected(permissions.get(one.lane.subject) as Permissions)) admitted.push(one);
      else results.push(refusal(one, "suppressed", "no_permission", "this person permits neither personalization nor analytics"));
    }

    // 5
    const claim = await ports.recent.claim(admitted.map(({ lane, event }) => `${lane.key}|${event.eventId}`));
    let durable = false;
    try {
      const fresh = admitted.filter((_, i) => claim.fresh[i]);
      for (const [i, one] of admitted.entries()) {
        if (!claim.fresh[i]) results.push(refusal(one, "duplicate", "duplicate", "this event was accepted before"));
      }

      // 6
      const stamp = stamper(request, nowMs, standings, permissions);
      const appends = [
        ...optOuts.map((record) => [laneOf(tenantId, record.subject), record] as const),
        ...fresh.map((one) => [one.lane, stamp(one)] as const),
      ].map(([{ partition, key }, record]): LogAppend => ({ partition, key, value: ports.codec.lane.encode(record), timestampMs: nowMs }));

      // 7
      const offsets = appends.length === 0 ? [] : await ports.log.append("events", appends).catch(logUnavailable);
      durable = true;

      // 8
      const appended = fresh.map(({ lane }, i) => ({ partition: lane.partition, offset: offsets[optOuts.length + i] as number }));
      return { accepted: fresh.length, rejected, results: results.sort((a, b) => a.index - b.index), suppressed, appended };
    } finally {
      claim.release(durable);
    }
  };
}

interface Offered {
  readonly index: number;
  readonly event: ParsedEvent;
  readonly lane: SubjectLane;
}

function parseAll(
  { subjectOf, propertyRules, earliestMs = EARLIEST_MS }: AcceptEventsPorts,
  request: AcceptEventsRequest,
  nowMs: number,
): { offered: Offered[]; results: EventResult[]; refused: RefusedEvent[] } {
  const { tenant, events, single, asSubject } = request;
  const rules = { eventTypes: tenant.eventTypes, nowMs, earliestMs, ...propertyRules(tenant) };
  const offered: Offered[] = [];
  const results: EventResult[] = [];
  const refused: RefusedEvent[] = [];
  for (let index = 0; index < events.length; index++) {
    const at = single ? "" : `events[${index}]`;
    const outcome = parseEvent(events[index], at, rules);
    if ("errors" in outcome) {
      results.push(rejection(index, outcome));
      refused.push({ event: events[index], at, problem: outcome });
    } else {
      const lane = asSubject === undefined ? subjectOf(tenant, outcome.identity, outcome.id) : laneOf(tenant.id, asSubject);
      offered.push({ index, event: outcome, lane });
    }
  }
  return { offered, results, refused };
}

/** Keeps what was refused, and ends a request of which nothing is left. */
async function refuse(ports: AcceptEventsPorts, { tenant, events, asSubject }: AcceptEventsRequest, refused: readonly RefusedEvent[]) {
  // Somebody at the console sees what is wrong with an event that they send.
  if (asSubject === undefined) await ports.keepRefused(tenant, refused);
  if (refused.length === events.length)
    throw new Fault("nothing_accepted", undefined, { errors: refused.flatMap(({ problem }) => problem.errors) });
}

/** Writes the opt-out of whoever had opted in to sale or sharing and now signals otherwise; changes `permissions`, answers the records to append. */
async function optOut(
  ports: AcceptEventsPorts,
  tenant: TenantControl,
  permissions: Map<string, Permissions>,
  standings: ReadonlyMap<string, Standing>,
  nowMs: number,
): Promise<ConsentRecord[]> {
  const records: ConsentRecord[] = [];
  for (const [subject, permitted] of permissions) {
    if (!permitted.sale_or_sharing) continue;
    permissions.set(subject, { ...permitted, sale_or_sharing: false });
    const decision = {
      purposes: { sale_or_sharing: false },
      source: "Sec-GPC",
      policyVersion: tenant.consentPolicy.version,
      decidedAtMs: nowMs,
    };
    await ports.standings.write(tenant.id, subject, decide(standings.get(subject), decision)).catch(standingUnavailable);
    records.push({ kind: "consent", tenant: tenant.id, subject, keyId: "", acceptedAtMs: nowMs, ...decision });
  }
  return records;
}

/** An event is kept for the person's own recommendations or for the tenant's statistics; without either permission it has no use. */
function mayBeCollected(permissions: Permissions): boolean {
  return permissions.personalization || permissions.analytics;
}

function stamper(
  request: AcceptEventsRequest,
  nowMs: number,
  standings: ReadonlyMap<string, Standing>,
  permissions: ReadonlyMap<string, Permissions>,
) {
  const { tenant, catalogue } = request;
  return ({ event, lane }: Offered): LaneRecord => ({
    kind: "event",
    tenant: tenant.id,
    subject: lane.subject,
    keyId: "",
    acceptedAtMs: nowMs,
    eventId: event.eventId,
    type: event.type,
    itemId: event.itemId,
    weight: eventWeight(event.settings, event.type, event.value),
    outcome: event.settings.outcome,
    consumes: event.settings.consumes,
    occurredAtMs: event.occurredAtMs,
    sessionId: event.sessionId,
    value: event.value,
    dwellMs: event.dwellMs,
    recommendationId: event.recommendationId,
    categories: (event.itemId === undefined ? undefined : catalogue.byId(event.itemId)?.item?.categories) ?? [],
    segments: segmentsAtAcceptance(standings.get(lane.subject), event.context),
    permissions: permissionBits(permissions.get(lane.subject) as Permissions),
    policyVersion: tenant.consentPolicy.version,
    sealed: event.sealed,
    schemaId: event.schemaId,
  });
}

/** What the person declared comes before what the event's context says of them. */
function segmentsAtAcceptance(standing: Standing | undefined, context: Record<string, unknown> | undefined): string[] {
  const { ageBand, country, language } = standing?.demographics ?? {};
  const demographics = {
    ageBand,
    country: country ?? countrySegment(context?.["country"]),
    language: language ?? languageSegment(context?.["language"]),
  };
  return segmentsOf(demographics, deviceSegment(context?.["device"]));
}

async function readStandings(store: StandingStore, tenant: string, subjects: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
  const read = await store.read(tenant, subjects).catch(standingUnavailable);
  const standings = new Map<string, Standing>();
  for (let i = 0; i < subjects.length; i++) {
    const standing = read[i];
    if (standing !== undefined) standings.set(subjects[i] as string, standing);
  }
  return standings;
}

/** Refusing with 503 denies as surely as suppressing would, and the caller can try again without losing the events. */
function standingUnavailable(cause: unknown): never {
  throw new Fault("standing_unavailable", undefined, { cause, retryAfterSeconds: 1 });
}

function logUnavailable(cause: unknown): never {
  if (cause instanceof LogUnavailable) throw new Fault("log_unavailable", undefined, { cause, retryAfterSeconds: 1 });
  throw cause;
}

function rejection(index: number, problem: EventProblem): EventResult {
  const first = problem.errors[0] as FaultDetail;
  return {
    index,
    eventId: problem.eventId,
    status: "rejected",
    code: problem.code,
    path: first.path,
    message: problem.errors.map(sentence).join("; "),
  };
}

function refusal({ index, event }: Offered, status: EventResult["status"], code: EventResult["code"], message: string): EventResult {
  return { index, eventId: event.eventId, status, code, message };
}

function sentence({ path, message }: FaultDetail): string {
  return path === "" ? message : `${path}: ${message}`;
}
