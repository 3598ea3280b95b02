import { EVENT_TYPES } from "../events/event-types.ts";
import { ByteReader } from "../packing/byte-reader.ts";
import type { ByteWriter } from "../packing/byte-writer.ts";
import { readExperiments, writeExperiments } from "./pack-experiments.ts";
import { emptySubjectState, type SubjectState } from "./subject-state.ts";

/** Format 2 ends in the person's experiments; who takes part in none is written as 1. */
const FORMATS = { plain: 1, withExperiments: 2 } as const;
/** Built-in types take one byte; a tenant's own types follow as text after the code 255. */
const TYPE_CODES = Object.keys(EVENT_TYPES);
const OWN_TYPE = 255;
/** Recent items' weights are stored in tenths and their times in whole seconds; addRecent is given them rounded so. */
const TENTHS = 10;

export function packSubjectState(state: SubjectState, out: ByteWriter): Uint8Array {
  const lastSeenSecond = Math.floor(state.lastSeenMs / 1000);
  out
    .u8(state.experiments.length === 0 ? FORMATS.plain : FORMATS.withExperiments)
    .text(state.keyId)
    .u48(state.lastSeenMs)
    .varint(state.lastSeenMs - state.firstSeenMs);
  out.varint(state.counts.size);
  for (const [type, count] of state.counts) writeType(out, type).varint(count);
  out.varint(state.recents.length);
  for (const { key, type, atMs, weight } of state.recents) {
    writeType(out.u48(key), type)
      .signed(lastSeenSecond - atMs / 1000)
      .signed(Math.round(weight * TENTHS));
  }
  out.varint(state.consumed.length);
  for (const key of state.consumed) out.u48(key);
  out.signed(state.lastSeenMs - state.affinities.atMs).varint(state.affinities.weights.size);
  for (const [category, weight] of state.affinities.weights) out.text(category).f32(weight);
  out.varint(state.sessions.late).varint(state.sessions.open.length);
  for (const { startMs, lastMs, events, dwellMs } of state.sessions.open) {
    out
      .signed(state.lastSeenMs - startMs)
      .varint(lastMs - startMs)
      .varint(events)
      .varint(dwellMs);
  }
  out.varint(state.closedSessions).varint(state.closedSessionsMs).varint(state.dwellMs);
  out.varint(state.activity.newestPane + 1).varint(state.activity.late);
  for (const sum of state.activity.sums) out.varint(sum);
  out.varint(state.denied).text(state.redirect).varint(state.transfers.length);
  for (const transfer of state.transfers) out.text(transfer);
  if (state.experiments.length > 0) writeExperiments(out, state.experiments);
  return out.finish();
}

export function unpackSubjectState(bytes: Uint8Array): SubjectState {
  const reader = new ByteReader(bytes);
  const format = reader.u8();
  if (format !== FORMATS.plain && format !== FORMATS.withExperiments) throw new RangeError("packed subject state has an unknown format");
  const state = emptySubjectState(reader.text());
  state.lastSeenMs = reader.u48();
  state.firstSeenMs = state.lastSeenMs - reader.varint();
  const lastSeenSecond = Math.floor(state.lastSeenMs / 1000);
  for (let n = reader.varint(); n > 0; n--) state.counts.set(readType(reader), reader.varint());
  for (let n = reader.varint(); n > 0; n--) {
    state.recents.push({
      key: reader.u48(),
      type: readType(reader),
      atMs: (lastSeenSecond - reader.signed()) * 1000,
      weight: reader.signed() / TENTHS,
    });
  }
  for (let n = reader.varint(); n > 0; n--) state.consumed.push(reader.u48());
  state.affinities.atMs = state.lastSeenMs - reader.signed();
  for (let n = reader.varint(); n > 0; n--) state.affinities.weights.set(reader.text(), reader.f32());
  state.sessions.late = reader.varint();
  for (let n = reader.varint(); n > 0; n--) {
    const startMs = state.lastSeenMs - reader.signed();
    state.sessions.open.push({ startMs, lastMs: startMs + reader.varint(), events: reader.varint(), dwellMs: reader.varint() });
  }
  state.closedSessions = reader.varint();
  state.closedSessionsMs = reader.varint();
  state.dwellMs = reader.varint();
  state.activity.newestPane = reader.varint() - 1;
  state.activity.late = reader.varint();
  for (let i = 0; i < state.activity.sums.length; i++) state.activity.sums[i] = reader.varint();
  state.denied = reader.varint();
  state.redirect = reader.text();
  for (let n = reader.varint(); n > 0; n--) state.transfers.push(reader.text());
  if (format === FORMATS.withExperiments) state.experiments = readExperiments(reader);
  return state;
}

function writeType(out: ByteWriter, type: string): ByteWriter {
  const code = TYPE_CODES.indexOf(type);
  return code >= 0 ? out.u8(code) : out.u8(OWN_TYPE).text(type);
}

function readType(reader: ByteReader): string {
  const code = reader.u8();
  return code === OWN_TYPE ? reader.text() : (TYPE_CODES[code] as string);
}
