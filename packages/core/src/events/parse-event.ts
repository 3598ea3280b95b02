import type { FaultDetail } from "../faults.ts";
import { nameOf } from "../name-of.ts";
import { didYouMean } from "../nearest-word.ts";
import { parseInstant } from "../parse-instant.ts";
import type { HashValue, ValidateProperties } from "../schemas/schema.ts";
import { inside, unsafeContent } from "../unsafe-content.ts";
import { type EventResultCode, MAX_AHEAD_MS, MAX_SEALED_LENGTH } from "./event-request.ts";
import type { EventTypeSettings } from "./event-types.ts";

/** An event that is as it should be, before anybody was asked whether it may be used. */
export interface ParsedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly settings: EventTypeSettings;
  readonly identity: "user" | "anonymous";
  readonly id: string;
  readonly itemId: string | undefined;
  readonly occurredAtMs: number;
  readonly sessionId: string | undefined;
  readonly value: number | undefined;
  readonly dwellMs: number | undefined;
  readonly recommendationId: string | undefined;
  readonly context: Record<string, unknown> | undefined;
  readonly sealed: string | undefined;
  /** The published schema that the properties keep, if the type has one. */
  readonly schemaId: number | undefined;
}

export interface EventProblem {
  readonly code: EventResultCode;
  readonly eventId: string | null;
  readonly errors: readonly FaultDetail[];
}

export interface EventRules {
  readonly eventTypes: ReadonlyMap<string, EventTypeSettings>;
  readonly nowMs: number;
  readonly earliestMs: number;
  /** The check of the properties of an event type that has a published schema; a type without one takes any. */
  readonly published: (type: string) => PublishedProperties | undefined;
  readonly hash: HashValue;
}

/** A published schema, compiled. */
export interface PublishedProperties {
  readonly schemaId: number;
  readonly validate: ValidateProperties;
}

/** In place of an event: a line that is not JSON. */
export class Unparseable {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

const FIELDS = [
  "eventId",
  "type",
  "userId",
  "anonymousId",
  "itemId",
  "timestamp",
  "sessionId",
  "value",
  "recommendationId",
  "properties",
  "context",
];
const FIELD_SET = new Set(FIELDS);
const DURATIONS = ["dwellMs", "positionMs", "depth"] as const;
const CONTEXT_WORDS = ["device", "country", "language"] as const;
/** Anything but space to tilde and what comes after DEL. */
const CONTROL = /[^ -~\u0080-\u{10ffff}]/u;

/**
 * The rules of `eventRequestSchema` and of the tenant's event types, unrolled for speed (under a microsecond for a good event). `path` is where
 * the event is in the request ("events[3]" or ""); every problem of a bad one is named, the first decides its code.
 */
export function parseEvent(raw: unknown, path: string, rules: EventRules): ParsedEvent | EventProblem {
  if (raw instanceof Unparseable) return { code: "invalid_json", eventId: null, errors: [{ path, message: raw.message }] };
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    return { code: "invalid_event", eventId: null, errors: [{ path, message: `must be an object, not ${nameOf(raw)}` }] };
  }
  const event = raw as Record<string, unknown>;
  const problems = new Problems(path);

  for (const key in event) if (!FIELD_SET.has(key)) problems.add("unknown_property", key, unknownProperty(key));
  const unsafe = unsafeContent(event, path);
  if (unsafe !== undefined) problems.addAt("unsafe_content", unsafe);

  const eventId = identifier(event, "eventId", problems, 256);
  if (event["eventId"] === undefined) {
    problems.add("missing_event_id", "eventId", "is required: your own id of the event, so that sending it twice counts once");
  }
  const subject = subjectOf(event, problems);
  const settings = settingsOf(event["type"], rules, problems);
  const occurredAtMs = event["timestamp"] === undefined ? rules.nowMs : timestamp(event["timestamp"], rules, problems);
  const itemId = identifier(event, "itemId", problems, 256);
  const sessionId = identifier(event, "sessionId", problems, 256);
  const recommendationId = identifier(event, "recommendationId", problems, 64);
  const value = event["value"];
  if (value !== undefined && !isNumber(value)) problems.add("invalid_event", "value", `must be a number, not ${nameOf(value)}`);

  const properties = record(event, "properties", problems);
  if (properties !== undefined) for (const name of DURATIONS) duration(properties, name, problems);
  const published = rules.published(event["type"] as string);
  const context = record(event, "context", problems);
  if (context !== undefined) for (const name of CONTEXT_WORDS) contextWord(context, name, problems);
  // Content that is unsafe may be too deep to walk.
  const sealed = unsafe === undefined ? sealedOf(keptOf(published, event, properties, rules, problems), context, problems) : undefined;

  if (problems.code !== undefined) return { code: problems.code, eventId: eventId ?? null, errors: problems.errors };
  return {
    eventId: eventId as string,
    type: event["type"] as string,
    settings: settings as EventTypeSettings,
    identity: subject.identity,
    id: subject.id as string,
    itemId,
    occurredAtMs,
    sessionId,
    value: value as number | undefined,
    dwellMs: properties?.["dwellMs"] as number | undefined,
    recommendationId,
    context,
    sealed,
    schemaId: published?.schemaId,
  };
}

function subjectOf(event: Record<string, unknown>, problems: Problems): { identity: ParsedEvent["identity"]; id: string | undefined } {
  const userId = identifier(event, "userId", problems, 256);
  const anonymousId = identifier(event, "anonymousId", problems, 256);
  const named = event["userId"] !== undefined;
  if (!named && event["anonymousId"] === undefined) problems.add("missing_subject", "userId", "is required, or anonymousId in its place");
  if (named && event["anonymousId"] !== undefined) {
    problems.add("invalid_event", "anonymousId", "only one of userId and anonymousId can be given; POST /v1/users/merge joins the two");
  }
  return named ? { identity: "user", id: userId } : { identity: "anonymous", id: anonymousId };
}

function settingsOf(type: unknown, rules: EventRules, problems: Problems): EventTypeSettings | undefined {
  if (typeof type !== "string") {
    problems.add("invalid_event", "type", type === undefined ? "is required" : `must be a string, not ${nameOf(type)}`);
    return undefined;
  }
  const settings = rules.eventTypes.get(type);
  if (settings === undefined) problems.add("unknown_type", "type", unknownType(type, rules.eventTypes));
  return settings;
}

/** The properties as the record keeps them. */
function keptOf(
  published: PublishedProperties | undefined,
  event: Record<string, unknown>,
  properties: Record<string, unknown> | undefined,
  { hash }: EventRules,
  problems: Problems,
): Record<string, unknown> | undefined {
  // What is no object was named already.
  if (published === undefined || (properties === undefined && event["properties"] !== undefined)) return properties;
  return published.validate(properties, hash, (name, message) => problems.add("schema_violation", `properties.${name}`, message));
}

function sealedOf(properties: object | undefined, context: object | undefined, problems: Problems): string | undefined {
  if (properties === undefined && context === undefined) return undefined;
  const sealed = JSON.stringify({ properties, context });
  if (sealed.length > MAX_SEALED_LENGTH) {
    problems.add("invalid_event", "properties", `is too large: with context at most ${MAX_SEALED_LENGTH} characters of JSON`);
  }
  return sealed;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

class Problems {
  code: EventResultCode | undefined;
  readonly errors: FaultDetail[] = [];
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  add(code: EventResultCode, key: string, message: string): void {
    this.addAt(code, { path: inside(this.#path, key), message });
  }

  addAt(code: EventResultCode, detail: FaultDetail): void {
    this.code ??= code;
    this.errors.push(detail);
  }
}

function identifier(event: Record<string, unknown>, key: string, problems: Problems, maxLength: number): string | undefined {
  const value = event[key];
  if (value === undefined) return undefined;
  if (typeof value !== "string") {
    const meant = typeof value === "number" ? `; did you mean "${value}"?` : "";
    problems.add("invalid_event", key, `must be a string, not ${nameOf(value)}${meant}`);
  } else if (value.length === 0) problems.add("invalid_event", key, "must not be empty");
  else if (value.length > maxLength) problems.add("invalid_event", key, `must be at most ${maxLength} characters long`);
  else if (CONTROL.test(value)) problems.add("invalid_event", key, "must not contain control characters");
  else return value;
  return undefined;
}

function record(event: Record<string, unknown>, key: string, problems: Problems): Record<string, unknown> | undefined {
  const value = event[key];
  if (value === undefined) return undefined;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  problems.add("invalid_event", key, `must be an object, not ${nameOf(value)}`);
  return undefined;
}

function duration(properties: Record<string, unknown>, name: string, problems: Problems): void {
  const value = properties[name];
  if (value === undefined || (isNumber(value) && value >= 0)) return;
  problems.add(
    "invalid_event",
    `properties.${name}`,
    typeof value === "number" ? "must not be negative" : `must be a number, not ${nameOf(value)}`,
  );
}

function contextWord(context: Record<string, unknown>, name: string, problems: Problems): void {
  const value = context[name];
  if (value === undefined || (typeof value === "string" && value.length <= 64)) return;
  problems.add(
    "invalid_event",
    `context.${name}`,
    typeof value === "string" ? "must be at most 64 characters long" : `must be a string, not ${nameOf(value)}`,
  );
}

function timestamp(value: unknown, rules: EventRules, problems: Problems): number {
  const instant = parseInstant(value);
  if (typeof instant === "string") problems.add("invalid_timestamp", "timestamp", instant);
  else if (instant > rules.nowMs + MAX_AHEAD_MS)
    problems.add("invalid_timestamp", "timestamp", "is more than 5 minutes ahead of our clock; is the sender's clock right?");
  else if (instant < rules.earliestMs) problems.add("invalid_timestamp", "timestamp", tooEarly(value, instant, rules));
  else return instant;
  return rules.nowMs;
}

function tooEarly(value: unknown, instant: number, rules: EventRules): string {
  const meantSeconds = typeof value === "number" && instant * 1000 >= rules.earliestMs && instant * 1000 <= rules.nowMs + MAX_AHEAD_MS;
  return meantSeconds ? `is before the year 2000; did you mean milliseconds (${Math.round(instant * 1000)})?` : "is before the year 2000";
}

function unknownProperty(key: string): string {
  if (key === "events") return "an event cannot contain events: either send one event or {events: [...]}, not both";
  return `unknown property${didYouMean(key, FIELDS)}`;
}

function unknownType(type: string, known: ReadonlyMap<string, EventTypeSettings>): string {
  const meant = didYouMean(type, [...known.keys()]);
  return `"${type.slice(0, 64).toWellFormed()}" is not an event type of this tenant${meant === "" ? `; known are ${[...known.keys()].join(", ")}` : meant}`;
}
