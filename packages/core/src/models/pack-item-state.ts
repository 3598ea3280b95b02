import type { LandmarkCounter } from "../decay/landmark-decay.ts";
import { ByteReader } from "../packing/byte-reader.ts";
import type { ByteWriter } from "../packing/byte-writer.ts";
import { emptyItemState, type ItemState } from "./item-state.ts";
import { BEHAVIOUR_DIMENSIONS, ITEM_MODEL } from "./model-settings.ts";
import { joinParts, type NeighbourList, type NeighbourPart } from "./neighbour-list.ts";
import { emptyNeighbours, type NeighbourTable, paneGeneration } from "./neighbour-table.ts";

const FORMAT = 1;

/** Neighbours come first: serving reads those alone and stops. Maps are written in key order, so equal states have equal bytes. */
export function packItemState(state: ItemState, out: ByteWriter): Uint8Array {
  out.u8(FORMAT).text(state.itemId);
  writeTable(out, state.next);
  writeTable(out, state.together);
  writeCounter(out, state.popularity);
  out.varint(state.interactions);
  out.varint(state.segments.size);
  for (const segment of [...state.segments.keys()].sort()) {
    out.text(segment);
    writeCounter(out, state.segments.get(segment) as LandmarkCounter);
  }
  out.varint(state.heat.length);
  for (const counter of state.heat) writeCounter(out, counter);
  out.varint(state.vectorGeneration).u8(state.previousVector === undefined ? 0 : 1);
  for (const sum of state.vector) out.signed(sum);
  for (const sum of state.previousVector ?? []) out.signed(sum);
  return out.finish();
}

export function unpackItemState(bytes: Uint8Array): ItemState {
  const reader = begin(bytes);
  const state: ItemState = {
    ...emptyItemState(reader.text()),
    next: readTable(reader),
    together: readTable(reader),
    popularity: readCounter(reader),
  };
  state.interactions = reader.varint();
  for (let n = reader.varint(); n > 0; n--) state.segments.set(reader.text(), readCounter(reader));
  state.heat.length = 0;
  for (let n = reader.varint(); n > 0; n--) state.heat.push(readCounter(reader));
  state.vectorGeneration = reader.varint();
  const hasPrevious = reader.u8() === 1;
  state.vector = readSums(reader);
  state.previousVector = hasPrevious ? readSums(reader) : undefined;
  return state;
}

/** What serving needs of an item, read straight into columns. */
export function unpackNeighbours(bytes: Uint8Array): { next: NeighbourList; together: NeighbourList; popularity: LandmarkCounter } {
  const reader = begin(bytes);
  reader.text();
  return { next: readList(reader), together: readList(reader), popularity: readCounter(reader) };
}

function begin(bytes: Uint8Array): ByteReader {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== FORMAT) throw new RangeError("packed item state has an unknown format");
  return reader;
}

function readSums(reader: ByteReader): Float64Array {
  const sums = new Float64Array(BEHAVIOUR_DIMENSIONS);
  for (let i = 0; i < sums.length; i++) sums[i] = reader.signed();
  return sums;
}

function writeCounter(out: ByteWriter, counter: LandmarkCounter): void {
  out.varint(counter.generation).varint(counter.current).varint(counter.previous);
}

function readCounter(reader: ByteReader): LandmarkCounter {
  return { generation: reader.varint(), current: reader.varint(), previous: reader.varint() };
}

function writeTable(out: ByteWriter, table: NeighbourTable): void {
  out.varint(table.generation);
  if (table.closedBytes === undefined) {
    const from = out.length;
    writeWeights(out, table.closed);
    table.closedBytes = out.copy(from);
  } else out.bytes(table.closedBytes);
  out.varint(table.open.size);
  for (const pane of [...table.open.keys()].sort((a, b) => a - b)) {
    out.varint(pane);
    writeWeights(out, table.open.get(pane) as Map<number, number>);
  }
}

function readTable(reader: ByteReader): NeighbourTable {
  const table = emptyNeighbours();
  table.generation = reader.varint();
  table.closed = readWeights(reader);
  for (let n = reader.varint(); n > 0; n--) {
    const pane = reader.varint();
    table.open.set(pane, readWeights(reader));
  }
  return table;
}

function writeWeights(out: ByteWriter, weights: ReadonlyMap<number, number>): void {
  out.varint(weights.size);
  for (const key of Float64Array.from(weights.keys()).sort()) out.u48(key).varint(weights.get(key) as number);
}

function readWeights(reader: ByteReader): Map<number, number> {
  const weights = new Map<number, number>();
  for (let n = reader.varint(); n > 0; n--) {
    const key = reader.u48();
    weights.set(key, reader.varint());
  }
  return weights;
}

function readList(reader: ByteReader): NeighbourList {
  const parts = [readPart(reader, reader.varint())];
  for (let n = reader.varint(); n > 0; n--) parts.push(readPart(reader, paneGeneration(reader.varint(), ITEM_MODEL.neighbours)));
  return joinParts(parts, ITEM_MODEL.servedNeighbours);
}

function readPart(reader: ByteReader, generation: number): NeighbourPart {
  const length = reader.varint();
  const part = { generation, keys: new Float64Array(length), units: new Float64Array(length) };
  for (let i = 0; i < length; i++) {
    part.keys[i] = reader.u48();
    part.units[i] = reader.varint();
  }
  return part;
}
