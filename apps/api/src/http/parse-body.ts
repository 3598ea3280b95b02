import { Unparseable } from "@attune/core/events/parse-event";
import { Fault } from "@attune/core/faults";
import { locateJsonError } from "./locate-json-error.ts";

/** Events of an `application/x-ndjson` body; a line that is not JSON becomes `Unparseable`, empty lines do not count. */
export class NdjsonBody {
  readonly events: readonly unknown[];
  constructor(events: readonly unknown[]) {
    this.events = events;
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { path, message, line, column } = locateJsonError(text);
    const place = `line ${line}, column ${column}`;
    throw new Fault("invalid_json", `The body is not valid JSON at ${place}: ${message}.`, {
      errors: [{ path, message: `${message} (${place})` }],
    });
  }
}

/** At most `maxLines` are read; one more is kept so that the caller sees that there are too many. */
export function parseNdjson(text: string, maxLines: number): NdjsonBody {
  const events: unknown[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    if (events.length > maxLines) break;
    try {
      events.push(JSON.parse(line));
    } catch {
      const { path, message, column } = locateJsonError(line);
      events.push(new Unparseable(`this line is not valid JSON at column ${column}${path === "" ? "" : ` (${path})`}: ${message}`));
    }
  }
  return new NdjsonBody(events);
}
