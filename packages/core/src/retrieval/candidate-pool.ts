import type { ItemKey } from "../identity/item-key.ts";

const EMPTY = 0;

/**
 * Numbers the items of one decision from 0, so that scores are columns. An open-addressed table with linear probing: keys are hashes already, their lower bits
 * are the slot. Holds at most `capacity` items; adding more throws a RangeError.
 */
export class CandidatePool {
  readonly capacity: number;
  /** By row. */
  readonly keys: Float64Array;
  readonly #slots: Int32Array;
  readonly #mask: number;
  #size = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.keys = new Float64Array(capacity);
    const slots = 2 ** Math.ceil(Math.log2(2 * capacity + 2));
    this.#slots = new Int32Array(slots);
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
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
    if (this.#size === this.capacity) throw new RangeError(`a pool of ${this.capacity} candidates is full`);
    keys[this.#size] = key;
    this.#size += 1;
    slots[slot] = this.#size;
    return this.#size - 1;
  }
}
