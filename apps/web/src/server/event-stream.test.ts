import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventStream, type ServerSentEvent } from "./event-stream.ts";

async function* chunksOf(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let start = 0;
  for (const end of ends) {
    yield bytes.slice(start, end);
    start = end;
  }
}

async function read(text: string, cuts: readonly number[] = []): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const batch of eventStream(chunksOf(new TextEncoder().encode(text), cuts))) events.push(...batch);
  return events;
}

describe("eventStream", () => {
  test("reads ids and data, joins data lines, passes over comments and keeps the last id", async () => {
    const text = ': hello\n\nid: 7\ndata: {"a":1}\n\nevent: x\ndata:one\ndata: two\n\nid: 8\ndata: unfinished';
    expect(await read(text)).toEqual([
      { id: "7", data: '{"a":1}' },
      { id: "7", data: "one\ntwo" },
    ]);
  });

  test("gives a burst that came in one chunk as one list", async () => {
    const batches = [];
    for await (const batch of eventStream(chunksOf(new TextEncoder().encode("id:1\ndata:a\n\nid:2\ndata:b\n\n"), []))) batches.push(batch);
    expect(batches).toHaveLength(1);
  });

  test("does not care where chunks are cut or which line ends are used", async () => {
    const event = fc.record({ id: fc.nat().map(String), data: fc.string({ unit: "grapheme" }).filter((s) => !/[\r\n]/.test(s)) });
    await fc.assert(
      fc.asyncProperty(fc.array(event), fc.constantFrom("\n", "\r\n", "\r"), fc.array(fc.nat()), async (events, eol, cuts) => {
        const text = events.map((e) => `id: ${e.id}${eol}data: ${e.data}${eol}${eol}`).join("");
        // A final bare CR could still be half of CRLF, so one more comment line follows.
        expect(await read(`${text}: end\n`, cuts)).toEqual(events);
      }),
    );
  });
});
