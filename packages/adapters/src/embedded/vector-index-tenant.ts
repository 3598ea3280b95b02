import type { ItemKey } from "@attune/core/identity/item-key";
import type { VectorEntry, VectorHits, VectorScope } from "@attune/core/ports/vector-index";
import type { TermFilter } from "@attune/core/retrieval/term-filter";
import { SLAB_ROWS, type VectorArena } from "./vector-index-arena.ts";
import { HIDDEN_RADIUS } from "./vector-index-quantise.ts";
import { rankHits } from "./vector-index-rank.ts";
import { LOWEST_THRESHOLD, type Shortlist } from "./vector-index-shortlist.ts";
import { TenantTerms } from "./vector-index-terms.ts";

const SAMPLE_SLABS = 8;

/**
 * One tenant's vectors, in rows 0 to size-1 without gaps: a removed row is filled with the last one. Every verb is synchronous,
 * so a search sees all of a write or nothing of it.
 */
export class TenantVectors {
  readonly #arena: VectorArena;
  readonly #shortlist: Shortlist;
  readonly #slabs: number[] = [];
  readonly #rows = new Map<ItemKey, number>();
  /** Versions of removed items: a writer that is late must not bring one back. About 50 bytes each, kept until close. */
  readonly #removed = new Map<ItemKey, number>();
  readonly #terms = new TenantTerms();

  /** Arena and shortlist are shared by all tenants of an index: verbs are synchronous, so one search at a time uses them. */
  constructor(arena: VectorArena, shortlist: Shortlist) {
    this.#arena = arena;
    this.#shortlist = shortlist;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** O(D). */
  upsert({ key, vector, version, terms }: VectorEntry): void {
    let row = this.#rows.get(key);
    const seen = row === undefined ? this.#removed.get(key) : this.#arena.version(this.#slab(row), row % SLAB_ROWS);
    if (seen !== undefined && version <= seen) return;
    if (row === undefined) {
      row = this.size;
      if (row === this.#slabs.length * SLAB_ROWS) this.#slabs.push(this.#arena.allocate());
      this.#rows.set(key, row);
      this.#removed.delete(key);
    }
    this.#arena.write(this.#slab(row), row % SLAB_ROWS, key, vector, version);
    this.#terms.set(key, terms);
  }

  /** O(D). */
  remove(key: ItemKey): void {
    const row = this.#rows.get(key);
    if (row === undefined) return;
    this.#removed.set(key, this.#arena.version(this.#slab(row), row % SLAB_ROWS));
    const last = this.size - 1;
    const from = this.#slab(last);
    const inLast = last % SLAB_ROWS;
    if (row !== last) {
      const moved = this.#arena.key(from, inLast);
      const version = this.#arena.version(from, inLast);
      this.#arena.write(this.#slab(row), row % SLAB_ROWS, moved, this.#arena.vector(from, inLast), version);
      this.#rows.set(moved, row);
    }
    this.#rows.delete(key);
    this.#terms.set(key);
    this.#arena.setRadius(from, inLast, HIDDEN_RADIUS);
    if (inLast === 0) {
      this.#slabs.pop();
      this.#arena.release(from);
    }
  }

  /** A copy: what the caller holds does not change under later writes. */
  vector(key: ItemKey): Float32Array | undefined {
    const row = this.#rows.get(key);
    return row === undefined ? undefined : this.#arena.vector(this.#slab(row), row % SLAB_ROWS);
  }

  /** The exact answer of the port. O(n D / 16) in the kernel, then O(limit) exact scores unless many rows nearly tie. */
  search(query: Float32Array, limit: number, { skip, where }: VectorScope): VectorHits {
    const skipped = skip === undefined ? [] : this.#hide(skip);
    if (where !== undefined) for (const term of where.none) skipped.push(...this.#hide(this.#terms.having(term)));
    try {
      const reach = this.#arena.setQuery(query);
      const places = Math.min(limit, this.size);
      const rows = this.#rowsFor(reach, places, where);
      const keys = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i] as number;
        keys[i] = this.#arena.key(this.#slab(row), row % SLAB_ROWS);
      }
      return rankHits(keys, this.#arena.scores(this.#slabs, rows), places);
    } finally {
      // Backwards: what was hidden twice was hidden already the second time.
      for (const { row, radius } of skipped.reverse()) this.#arena.setRadius(this.#slab(row), row % SLAB_ROWS, radius);
    }
  }

  release(): void {
    for (const slab of this.#slabs.splice(0)) this.#arena.release(slab);
    this.#rows.clear();
    this.#removed.clear();
    this.#terms.clear();
  }

  /** Rows to score exactly. Those that have a term are few beside all, and are not looked for with codes. */
  #rowsFor(reach: number | undefined, places: number, where: TermFilter | undefined): Int32Array {
    if (where !== undefined && where.all.length > 0) return this.#passingRows(where);
    return reach === undefined ? this.#visibleRows() : this.#candidates(reach, places);
  }

  #passingRows(where: TermFilter): Int32Array {
    const rows: number[] = [];
    for (const key of this.#terms.passing(where)) {
      const row = this.#rows.get(key) as number;
      if (this.#arena.radius(this.#slab(row), row % SLAB_ROWS) !== HIDDEN_RADIUS) rows.push(row);
    }
    return Int32Array.from(rows);
  }

  #candidates(reach: number, places: number): Int32Array {
    const guess = this.#guess(reach, places);
    return this.#scan(reach, places, 1, guess) ?? (this.#scan(reach, places, 1, LOWEST_THRESHOLD) as Int32Array);
  }

  /**
   * A threshold that about twice as many rows as places may reach, from a sample of slabs. Of the best `places` rows a sample
   * holds `expected`, give or take its root; three roots above, the guess is too high once in some hundred searches where rows
   * lie in no order, and then the scan is done again without: the guess decides how long the answer takes, never what it is.
   */
  #guess(reach: number, places: number): number {
    const stride = Math.floor(this.#slabs.length / SAMPLE_SLABS);
    if (stride < 2) return LOWEST_THRESHOLD;
    const expected = places / stride;
    const rank = Math.ceil(expected + 3 * Math.sqrt(expected) + 2);
    this.#scan(reach, rank, stride, LOWEST_THRESHOLD);
    return this.#shortlist.threshold;
  }

  /** The rows of every `stride`-th slab that may be among the best `places`; undefined when the guess was too high. */
  #scan(reach: number, places: number, stride: number, guess: number): Int32Array | undefined {
    const shortlist = this.#shortlist;
    shortlist.begin(places, guess);
    for (let s = 0; s < this.#slabs.length; s += stride) {
      const firstRow = s * SLAB_ROWS;
      const rows = Math.min(SLAB_ROWS, this.size - firstRow);
      const kept = this.#arena.scan(this.#slabs[s] as number, rows, firstRow, reach, shortlist.threshold);
      shortlist.add(this.#arena, kept);
    }
    return shortlist.finish();
  }

  /** Hidden rows cannot pass the scan, so what is skipped never takes a place and none has to be fetched in its stead. */
  #hide(skip: ReadonlySet<ItemKey>): { readonly row: number; readonly radius: number }[] {
    const hidden: { row: number; radius: number }[] = [];
    for (const key of skip) {
      const row = this.#rows.get(key);
      if (row === undefined) continue;
      const slab = this.#slab(row);
      hidden.push({ row, radius: this.#arena.radius(slab, row % SLAB_ROWS) });
      this.#arena.setRadius(slab, row % SLAB_ROWS, HIDDEN_RADIUS);
    }
    return hidden;
  }

  #visibleRows(): Int32Array {
    const rows = new Int32Array(this.size);
    let count = 0;
    for (let row = 0; row < this.size; row++) {
      if (this.#arena.radius(this.#slab(row), row % SLAB_ROWS) !== HIDDEN_RADIUS) rows[count++] = row;
    }
    return rows.subarray(0, count);
  }

  #slab(row: number): number {
    return this.#slabs[Math.floor(row / SLAB_ROWS)] as number;
  }
}
