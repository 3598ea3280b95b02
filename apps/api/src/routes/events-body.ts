import { MAX_EVENTS } from "@attune/core/events/event-request";
import { Fault } from "@attune/core/faults";
import { nameOf } from "@attune/core/name-of";
import { nearestWord } from "@attune/core/nearest-word";
import { NdjsonBody } from "../http/parse-body.ts";

export interface OfferedEvents {
  readonly events: readonly unknown[];
  readonly single: boolean;
}

/** The events of a body: `{events: […]}`, one event, or lines. Throws `Fault`. */
export function offeredEvents(body: unknown): OfferedEvents {
  if (body instanceof NdjsonBody) return checked(body.events);
  if (body === undefined) throw wrong("", "a JSON body is required: {events: [...]} or one event");
  if (Array.isArray(body)) throw wrong("", "must be an object, not an array; did you mean {events: [...]}?");
  if (typeof body !== "object" || body === null) throw wrong("", `must be an object, not ${nameOf(body)}`);
  if (!Object.hasOwn(body, "events")) {
    const names = Object.keys(body);
    const meant = names.length === 1 ? nearestWord(names[0] as string, ["events"]) : undefined;
    if (meant !== undefined) throw wrong(names[0] as string, "unknown property, did you mean events?");
    return { events: [body], single: true };
  }
  const { events, ...others } = body as { events: unknown };
  const unknown = Object.keys(others);
  // Whoever puts the fields of an event beside `events` gets them back as one event with a property too many.
  if (unknown.length > 0) throw wrong(unknown[0] as string, "does not belong beside events; each event carries its own fields");
  if (!Array.isArray(events)) throw wrong("events", `must be an array, not ${nameOf(events)}`);
  return checked(events);
}

function checked(events: readonly unknown[]): OfferedEvents {
  if (events.length === 0) throw wrong("events", "must hold at least one event");
  if (events.length > MAX_EVENTS) {
    throw new Fault("payload_too_large", `At most ${MAX_EVENTS} events at once.`, {
      errors: [{ path: "events", message: `must hold at most ${MAX_EVENTS} events; send the rest in another request` }],
    });
  }
  return { events, single: false };
}

function wrong(path: string, message: string): Fault {
  return new Fault("invalid_request", undefined, { errors: [{ path, message }] });
}
