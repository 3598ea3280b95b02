import { kthLargest } from "./kth-largest.ts";

const MIN_CAPACITY = 512;
/** Below every finite bound, above that of a hidden row. */
export const LOWEST_THRESHOLD = -3.4028234663852886e38;

/** What a scan kept: rows, and bounds between which their scores lie. */
export interface KeptRows {
  keptRow(i: number): number;
  keptUpper(i: number): number;
  keptLower(i: number): number;
}

/**
 * The rows that may still be among the best `places`, while slabs are scanned. The threshold is the `places`-th largest lower
 * bound seen: that many rows score at least so much, hence a row whose upper bound is below scores strictly less than all of
 * them and has no place, ties included. It is raised only when the list is full, so that one selection pays for many rows:
 * with room for four times the places, 100,000 random rows take four or five selections. A caller that can guess the threshold
 * begins with the guess and spares most of that; `finish` says whether the rows found prove it.
 */
export class Shortlist {
  #places = 0;
  #rows = new Int32Array(MIN_CAPACITY);
  #uppers = new Float32Array(MIN_CAPACITY);
  #lowers = new Float32Array(MIN_CAPACITY);
  #selection = new Float32Array(MIN_CAPACITY);
  #capacity = MIN_CAPACITY;
  #count = 0;
  #guess = LOWEST_THRESHOLD;
  #threshold = LOWEST_THRESHOLD;

  /** Empties the list for another search; its arrays are kept, because allocating them would cost as much as filling them. */
  begin(places: number, guess = LOWEST_THRESHOLD): void {
    this.#places = places;
    this.#count = 0;
    this.#guess = guess;
    this.#threshold = guess;
    this.#capacity = Math.max(MIN_CAPACITY, 4 * places);
    this.#grow();
  }

  get threshold(): number {
    return this.#threshold;
  }

  /** Takes what the last scan kept. O(1) per row, amortised. */
  add(scanned: KeptRows, kept: number): void {
    if (this.#count + kept > this.#capacity) this.#makeRoom(kept);
    for (let i = 0; i < kept; i++) {
      this.#rows[this.#count] = scanned.keptRow(i);
      this.#uppers[this.#count] = scanned.keptUpper(i);
      this.#lowers[this.#count] = scanned.keptLower(i);
      this.#count++;
    }
  }

  /**
   * The rows that are left when everything was scanned, in no order and until the next `begin`; all places can be filled from
   * them. Undefined when the guess was too high: fewer rows than places are sure to reach it, so others may have been missed.
   */
  finish(): Int32Array | undefined {
    const reached = this.#tighten();
    if (this.#guess !== LOWEST_THRESHOLD && reached < this.#guess) return undefined;
    return this.#rows.subarray(0, this.#count);
  }

  /** Answers the score that enough rows reach to fill all places, as far as the list shows. */
  #tighten(): number {
    if (this.#count < this.#places) return LOWEST_THRESHOLD;
    for (let i = 0; i < this.#count; i++) this.#selection[i] = this.#lowers[i] as number;
    const reached = kthLargest(this.#selection, this.#count, this.#places);
    this.#threshold = Math.max(this.#threshold, reached);
    let left = 0;
    for (let i = 0; i < this.#count; i++) {
      if ((this.#uppers[i] as number) < this.#threshold) continue;
      this.#rows[left] = this.#rows[i] as number;
      this.#uppers[left] = this.#uppers[i] as number;
      this.#lowers[left] = this.#lowers[i] as number;
      left++;
    }
    this.#count = left;
    return reached;
  }

  /** Rows whose bounds cannot be told apart (duplicates) stay; the list then doubles rather than be selected again and again. */
  #makeRoom(kept: number): void {
    this.#tighten();
    while (this.#capacity < 2 * (this.#count + kept)) this.#capacity *= 2;
    this.#grow();
  }

  #grow(): void {
    if (this.#capacity <= this.#rows.length) return;
    this.#rows = grown(new Int32Array(this.#capacity), this.#rows);
    this.#uppers = grown(new Float32Array(this.#capacity), this.#uppers);
    this.#lowers = grown(new Float32Array(this.#capacity), this.#lowers);
    this.#selection = new Float32Array(this.#capacity);
  }
}

function grown<T extends Int32Array | Float32Array>(larger: T, smaller: T): T {
  larger.set(smaller);
  return larger;
}
