import type { ItemKey } from "./identity/item-key.ts";

const EMPTY = 0;
const SMALLEST = 16;

/**
 * Numbers items from 0 in the order in which they are added, so that what is known of them can lie in columns. An open-addressed table with linear probing on
 * typed arrays: keys are hashes already, so their lower bits are the slot. A look-up costs a fifth of a Map's, whose keys of 48 bits would be objects
 * on the heap. Rows are never given back.
 */
export class ItemRows {
  #keys: Float64Array;
  #slots: Int32Array;
  #mask: number;
  #size = 0;

  /** `expected` items fit without growing. */
  constructor(expected = 0) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(SMALLEST, 2 * expected)));
    this.#keys = new Float64Array(slots / 2);
    this.#slots = new Int32Array(slots);
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
  }

  keyAt(row: number): ItemKey {
    return this.#keys[row] as number;
  }

  /** The row of an item, -1 when it has none. */
  find(key: ItemKey): number {
    return (this.#slots[this.#slotOf(key)] as number) - 1;
  }

  /** The row of an item, a new one for a new item. */
  add(key: ItemKey): number {
    const slot = this.#slotOf(key);
    const held = this.#slots[slot] as number;
    if (held !== EMPTY) return held - 1;
    if (this.#size === this.#keys.length) {
      this.#grow();
      return this.add(key);
    }
    const row = this.#size++;
    this.#keys[row] = key;
    this.#slots[slot] = row + 1;
    return row;
  }

  /** Where the item is, or the empty slot where it would be: at most half of the slots are taken. */
  #slotOf(key: ItemKey): number {
    const keys = this.#keys;
    const slots = this.#slots;
    let slot = key & this.#mask;
    for (let held = slots[slot] as number; held !== EMPTY && keys[held - 1] !== key; held = slots[slot] as number)
      slot = (slot + 1) & this.#mask;
    return slot;
  }

  #grow(): void {
    const keys = new Float64Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#mask = this.#slots.length - 1;
    for (let row = 0; row < this.#size; row++) this.#slots[this.#slotOf(keys[row] as number)] = row + 1;
  }
}
