import type { ItemKey } from "../identity/item-key.ts";

const EMPTY = 0;
/** So that a little more at every decision does not allocate at every decision. */
const GROWTH = 1.5;

/**
 * Numbers the items of one decision from 0, so that scores are columns. An open-addressed table with linear probing: keys are hashes already, their lower bits
 * are the slot. Holds at most `capacity` items; adding more throws a RangeError.
 *
 * One pool serves decision after decision: columns are too large for the young generation, and allocating half a megabyte of them for every request made
 * the collector mark the whole heap forty requests apart. What a pool handed out is valid until `begin`.
 */
export class CandidatePool {
  #capacity = 0;
  /** By row. */
  keys = new Float64Array(0);
  #slots = new Int32Array(0);
  #mask = 0;
  #size = 0;
  #columns: Float64Array[] = [];
  #handedOut = 0;

  constructor(capacity = 0) {
    this.begin(capacity);
  }

  /** Empties the pool for the next decision; takes back all columns. */
  begin(capacity: number): void {
    this.#capacity = capacity;
    this.#size = 0;
    this.#handedOut = 0;
    const slots = 2 ** Math.ceil(Math.log2(2 * capacity + 2));
    this.#mask = slots - 1;
    if (this.#slots.length < slots) this.#slots = new Int32Array(slots);
    else this.#slots.fill(EMPTY, 0, slots);
    if (this.keys.length >= capacity) return;
    this.keys = new Float64Array(Math.max(capacity, Math.ceil(this.keys.length * GROWTH)));
    this.#columns = [];
  }

  get size(): number {
    return this.#size;
  }

  /** A column of zeros with a place for every row that the pool can hold. */
  column(): Float64Array {
    const kept = this.#columns[this.#handedOut];
    const column = kept?.fill(0, 0, this.#capacity) ?? new Float64Array(this.keys.length);
    this.#columns[this.#handedOut] = column;
    this.#handedOut += 1;
    return column;
  }

  /** The row of an item, a new one for a new item. */
  add(key: ItemKey): number {
    const keys = this.keys;
    const slots = this.#slots;
    let slot = key & this.#mask;
    for (let held = slots[slot] as number; held !== EMPTY; held = slots[slot] as number) {
      if (keys[held - 1] === key) return held - 1;
      slot = (slot + 1) & this.#mask;
    }
    if (this.#size === this.#capacity) throw new RangeError(`a pool of ${this.#capacity} candidates is full`);
    keys[this.#size] = key;
    this.#size += 1;
    slots[slot] = this.#size;
    return this.#size - 1;
  }
}
