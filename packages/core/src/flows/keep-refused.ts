import { permissionsOf } from "../consent/permissions-of.ts";
import { type DeadLetter, deadLetterKey, fingerprintOf } from "../events/dead-letter.ts";
import { type EventResultCode, MAX_SEALED_LENGTH } from "../events/event-request.ts";
import type { LetterAllowance } from "../events/letter-allowance.ts";
import type { EventProblem } from "../events/parse-event.ts";
import type { FaultDetail } from "../faults.ts";
import type { IdentityKind, SubjectOf } from "../identity/subject-alias.ts";
import type { Clock } from "../ports/clock.ts";
import type { TenantControl } from "../ports/control.ts";
import type { Log } from "../ports/log.ts";
import type { StandingStore } from "../ports/standing-store.ts";
import type { HashValue } from "../schemas/schema.ts";
import { treatPersonal } from "../schemas/treat-personal.ts";
import type { PropertyRules } from "./published-properties.ts";

export interface RefusedEvent {
  /** As parsed from JSON. */
  readonly event: unknown;
  /** Where the event is in the request, the beginning of the problem's paths. */
  readonly at: string;
  readonly problem: EventProblem;
}

export type KeepRefused = (tenant: TenantControl, refused: readonly RefusedEvent[]) => Promise<void>;

export interface KeepRefusedPorts {
  readonly log: Log;
  readonly standings: StandingStore;
  readonly subjectOf: SubjectOf;
  readonly propertyRules: PropertyRules;
  readonly allowance: LetterAllowance;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly report: (problem: string) => void;
}

/** Mistakes that somebody can mend. What is not JSON, names nobody's event at all or may be an attack is refused and forgotten. */
const KEPT: ReadonlySet<EventResultCode> = new Set([
  "schema_violation",
  "unknown_type",
  "unknown_property",
  "invalid_event",
  "invalid_timestamp",
  "missing_event_id",
  "missing_subject",
]);

/**
 * Keeps events that were refused although they could be read as dead letters, as many as the tenant's allowance permits; never of somebody who may not be
 * collected. Never rejects: the caller has been told what was wrong, a letter is a convenience beside that.
 */
export function refusedKeeper(ports: KeepRefusedPorts): KeepRefused {
  const { log, standings, allowance, clock, report } = ports;
  return async (tenant, refused) => {
    const mendable = refused.filter(({ event, problem }) => KEPT.has(problem.code) && isObject(event));
    if (mendable.length === 0) return;
    const nowMs = clock();
    const granted = allowance.take(tenant.id, mendable.length, nowMs);
    try {
      const kept = mendable.slice(0, granted).map((one) => letterOf(ports, tenant, one, nowMs));
      const subjects = [...new Set(kept.flatMap(({ subject }) => subject ?? []))];
      const found = subjects.length === 0 ? [] : await standings.read(tenant.id, subjects);
      const mayCollect = new Set(
        subjects.filter((_, i) => {
          const { personalization, analytics } = permissionsOf(tenant.consentPolicy, found[i]);
          return personalization || analytics;
        }),
      );
      const letters = kept.filter(({ subject }) => subject === undefined || mayCollect.has(subject));
      if (letters.length === 0) return;
      await log.append(
        "dead-letters",
        letters.map((letter) => ({
          partition: 0,
          key: deadLetterKey(letter),
          value: new TextEncoder().encode(JSON.stringify(letter)),
          timestampMs: nowMs,
        })),
      );
    } catch (error) {
      report(`${granted} dead letters could not be kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
}

function letterOf(
  { subjectOf, propertyRules, newId }: KeepRefusedPorts,
  tenant: TenantControl,
  { event, at, problem }: RefusedEvent,
  nowMs: number,
): DeadLetter {
  const sent = event as Record<string, unknown>;
  const named = namedBy(sent);
  const subject = named === undefined ? undefined : subjectOf(tenant, named.kind, named.id).subject;
  const eventType = typeof sent["type"] === "string" ? sent["type"].slice(0, 64).toWellFormed() : undefined;
  const first = problem.errors[0] as FaultDetail;
  const path = withoutPrefix(first.path, at);
  return {
    id: newId(),
    tenant: tenant.id,
    source: "ingest",
    code: problem.code,
    path,
    // A complaint about who the person is may quote the id.
    message: subject === undefined && /^(userId|anonymousId)\b/.test(path) ? (first.message.split(/[;,]/, 1)[0] as string) : first.message,
    fingerprint: fingerprintOf(eventType, problem.code, path),
    ...(eventType === undefined ? {} : { eventType }),
    ...(subject === undefined ? {} : { subject, ...contentOf(sent, tenant, propertyRules(tenant).hash) }),
    atMs: nowMs,
  };
}

/** Whom the event names, if it names exactly one person rightly. */
function namedBy({ userId, anonymousId }: Record<string, unknown>): { kind: IdentityKind; id: string } | undefined {
  if (isId(userId) && anonymousId === undefined) return { kind: "user", id: userId };
  return isId(anonymousId) && userId === undefined ? { kind: "anonymous", id: anonymousId } : undefined;
}

function isId(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= 256;
}

/** The event without its person; nothing of one that is larger than an event can be. */
function contentOf(sent: Record<string, unknown>, { eventSchemas }: TenantControl, hash: HashValue): Pick<DeadLetter, "event"> {
  const { userId: _, anonymousId: __, properties, ...rest } = sent;
  const fields = eventSchemas.get(String(sent["type"]))?.fields ?? [];
  const treated = isObject(properties) ? treatPersonal(fields, properties, hash) : properties;
  const event = properties === undefined ? rest : { ...rest, properties: treated };
  return JSON.stringify(event).length > 2 * MAX_SEALED_LENGTH ? {} : { event };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `events[3].itemId` within `events[3]` is `itemId`. */
function withoutPrefix(path: string, at: string): string {
  if (at === "" || !path.startsWith(at)) return path;
  return path.slice(at.length).replace(/^\./, "");
}
