import { MAX_PAGES, PAGE_BYTES, scanKernel } from "./simd/scan-kernel.ts";
import { HIDDEN_RADIUS, type QuantisedRow, quantiseQuery, quantiseRow } from "./vector-index-quantise.ts";

export const SLAB_ROWS = 256;
const TILE_ROWS = 16;
const TILE_MARGIN_BYTES = 2 * 4 * TILE_ROWS;
const KEPT_WORDS = 3;
/** The kernel writes up to four records past the last kept one. */
const OUT_BYTES = (SLAB_ROWS + 4) * KEPT_WORDS * 4;
/** Rows scored by one call: as many addresses as the output has room for. */
const LIST_WORDS = SLAB_ROWS * KEPT_WORDS;

/**
 * All tenants' rows in the kernel's memory, as slabs of SLAB_ROWS rows: int8 codes and margins (layout: simd/scan.wat), exact
 * float32 vectors, keys and versions. A slab is named by its address, a row by slab and number.
 * Slabs instead of one array per tenant that doubles: nothing is ever copied to grow, a tenant of ten items takes one slab,
 * and what a tenant gives back another can use. One memory for all, because each one reserves gigabytes of address space;
 * it holds 4 GiB, which is 12 million rows of 64 dimensions.
 */
export class VectorArena {
  readonly #kernel = scanKernel();
  readonly #dimensions: number;
  readonly #padded: number;
  readonly #marginsAt: number;
  readonly #vectorsAt: number;
  readonly #keysAt: number;
  readonly #versionsAt: number;
  readonly #slabBytes: number;
  readonly #queryAt: number;
  readonly #outAt: number;
  readonly #row: QuantisedRow;
  readonly #queryCodes: Int16Array;
  readonly #free: number[] = [];
  #end: number;
  #bytes = new Int8Array(0);
  #words = new Int32Array(0);
  #floats = new Float32Array(0);
  #doubles = new Float64Array(0);

  constructor(dimensions: number) {
    const padded = Math.ceil(dimensions / 4) * 4;
    this.#dimensions = dimensions;
    this.#padded = padded;
    this.#row = { codes: new Int8Array(padded), scale: 0, radius: 0 };
    this.#queryCodes = new Int16Array(padded);

    // Within a slab.
    this.#marginsAt = SLAB_ROWS * padded;
    this.#vectorsAt = this.#marginsAt + (SLAB_ROWS / TILE_ROWS) * TILE_MARGIN_BYTES;
    this.#keysAt = this.#vectorsAt + SLAB_ROWS * padded * 4;
    this.#versionsAt = this.#keysAt + SLAB_ROWS * 8;
    this.#slabBytes = this.#versionsAt + SLAB_ROWS * 8;

    // Within the memory: the query's codes at 0, the exact query, the scan's output, then slabs.
    this.#queryAt = aligned(padded * 2);
    this.#outAt = aligned(this.#queryAt + padded * 8);
    this.#end = aligned(this.#outAt + OUT_BYTES);
    this.#view();
    this.#reserve(this.#end);
  }

  /** The address of a slab whose rows are all hidden. Throws a RangeError when 4 GiB are in use. */
  allocate(): number {
    let slab = this.#free.pop();
    if (slab === undefined) {
      slab = this.#end;
      this.#reserve(slab + this.#slabBytes);
      this.#end += this.#slabBytes;
    }
    for (let row = 0; row < SLAB_ROWS; row++) this.setRadius(slab, row, HIDDEN_RADIUS);
    return slab;
  }

  release(slab: number): void {
    this.#free.push(slab);
  }

  /** Stores a row and makes it visible. O(D). */
  write(slab: number, row: number, key: number, vector: Float32Array, version: number): void {
    const codes = this.#row.codes;
    quantiseRow(vector, this.#row);
    let at = slab + (row - (row % TILE_ROWS)) * this.#padded + (row % TILE_ROWS) * 2;
    for (let d = 0; d < codes.length; d += 2, at += TILE_ROWS * 2) {
      this.#bytes[at] = codes[d] as number;
      this.#bytes[at + 1] = codes[d + 1] as number;
    }
    this.#floats[this.#scaleAt(slab, row)] = this.#row.scale;
    this.#floats.set(vector, this.#vectorAt(slab, row) >>> 2);
    this.#doubles[((slab + this.#keysAt) >>> 3) + row] = key;
    this.#doubles[((slab + this.#versionsAt) >>> 3) + row] = version;
    this.setRadius(slab, row, this.#row.radius);
  }

  key(slab: number, row: number): number {
    return this.#doubles[((slab + this.#keysAt) >>> 3) + row] as number;
  }

  version(slab: number, row: number): number {
    return this.#doubles[((slab + this.#versionsAt) >>> 3) + row] as number;
  }

  /** A copy. */
  vector(slab: number, row: number): Float32Array {
    const at = this.#vectorAt(slab, row) >>> 2;
    return this.#floats.slice(at, at + this.#dimensions);
  }

  radius(slab: number, row: number): number {
    return this.#floats[this.#scaleAt(slab, row) + TILE_ROWS] as number;
  }

  setRadius(slab: number, row: number, radius: number): void {
    this.#floats[this.#scaleAt(slab, row) + TILE_ROWS] = radius;
  }

  /** Makes this the query of the calls that follow; answers its reach, or undefined when it must be answered without codes. */
  setQuery(query: Float32Array): number | undefined {
    const reach = quantiseQuery(query, this.#queryCodes);
    for (let d = 0; d < query.length; d += 2) {
      const first = this.#queryCodes[d] as number;
      const second = this.#queryCodes[d + 1] as number;
      this.#words[d >>> 1] = (first & 0xffff) | (second << 16);
    }
    this.#doubles.set(query, this.#queryAt >>> 3);
    return reach;
  }

  /** Keeps those of the slab's first `rows` rows whose upper bound reaches the threshold; numbers them from `firstRow`. */
  scan(slab: number, rows: number, firstRow: number, reach: number, threshold: number): number {
    const tiles = Math.ceil(rows / TILE_ROWS);
    return this.#kernel.scan(slab, slab + this.#marginsAt, tiles, firstRow, 0, this.#padded / 2, reach, threshold, this.#outAt);
  }

  /** Of the last scan's `i`-th kept row. Bounds are in the unit of the query's step. */
  keptRow(i: number): number {
    return this.#words[(this.#outAt >>> 2) + i * KEPT_WORDS] as number;
  }

  keptUpper(i: number): number {
    return this.#floats[(this.#outAt >>> 2) + i * KEPT_WORDS + 1] as number;
  }

  keptLower(i: number): number {
    return this.#floats[(this.#outAt >>> 2) + i * KEPT_WORDS + 2] as number;
  }

  /** The exact scores of a tenant's rows for the query, in the order of `rows`; row r is row r mod SLAB_ROWS of its slab. */
  scores(slabs: readonly number[], rows: Int32Array): Float32Array {
    const scores = new Float32Array(rows.length);
    const list = this.#outAt >>> 2;
    for (let begin = 0; begin < rows.length; begin += LIST_WORDS) {
      const count = Math.min(LIST_WORDS, rows.length - begin);
      for (let i = 0; i < count; i++) {
        const row = rows[begin + i] as number;
        this.#words[list + i] = this.#vectorAt(slabs[Math.floor(row / SLAB_ROWS)] as number, row % SLAB_ROWS);
      }
      this.#kernel.score(this.#outAt, count, this.#queryAt, this.#padded / 4);
      for (let i = 0; i < count; i++) scores[begin + i] = this.#floats[list + i] as number;
    }
    return scores;
  }

  #vectorAt(slab: number, row: number): number {
    return slab + this.#vectorsAt + row * this.#padded * 4;
  }

  #scaleAt(slab: number, row: number): number {
    return ((slab + this.#marginsAt + Math.floor(row / TILE_ROWS) * TILE_MARGIN_BYTES) >>> 2) + (row % TILE_ROWS);
  }

  /** An eighth more than asked, since every growth makes new views; untouched pages cost no memory. */
  #reserve(bytes: number): void {
    const { memory } = this.#kernel;
    const missing = bytes - memory.buffer.byteLength;
    if (missing <= 0) return;
    const generous = Math.ceil((missing + bytes / 8) / PAGE_BYTES);
    const room = MAX_PAGES - memory.buffer.byteLength / PAGE_BYTES;
    memory.grow(Math.max(Math.ceil(missing / PAGE_BYTES), Math.min(generous, room)));
    this.#view();
  }

  #view(): void {
    const { buffer } = this.#kernel.memory;
    this.#bytes = new Int8Array(buffer);
    this.#words = new Int32Array(buffer);
    this.#floats = new Float32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
