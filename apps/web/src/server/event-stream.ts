export interface ServerSentEvent {
  readonly id: string | undefined;
  readonly data: string;
}

/**
 * Reads `text/event-stream` (WHATWG HTML, 9.2.6): yields the events completed by each chunk, together, so that a burst of history
 * arrives as one list. Comments and fields other than `id` and `data` are passed over; an unfinished event at the end is dropped.
 */
export async function* eventStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly ServerSentEvent[]> {
  const decoder = new TextDecoder();
  let pending = "";
  let id: string | undefined;
  const data: string[] = [];
  for await (const chunk of chunks) {
    pending += decoder.decode(chunk, { stream: true });
    // A trailing CR may be the first half of CRLF: it waits for the next chunk.
    const complete = pending.endsWith("\r") ? pending.slice(0, -1) : pending;
    const lines = complete.split(/\r\n|\n|\r/);
    pending = (lines.pop() ?? "") + pending.slice(complete.length);
    const events: ServerSentEvent[] = [];
    for (const [field, value] of lines.map(fieldOf)) {
      if (field === "id") id = value;
      else if (field === "data") data.push(value);
      else if (field === END_OF_EVENT && data.length > 0) events.push({ id, data: data.splice(0).join("\n") });
    }
    if (events.length > 0) yield events;
  }
}

const END_OF_EVENT = "end of event";

function fieldOf(line: string): readonly [field: string, value: string] {
  if (line === "") return [END_OF_EVENT, ""];
  const colon = line.indexOf(":");
  return colon === -1 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
}
