import type { ItemKey } from "../identity/item-key.ts";

/** Strongest first, in columns: item keys and their landmark scores. */
export interface TopEntries {
  readonly keys: Float64Array;
  readonly scores: Float64Array;
}

export const NO_ENTRIES: TopEntries = { keys: new Float64Array(0), scores: new Float64Array(0) };

/**
 * The `limit` items with the highest landmark scores of one half-life. Scores only grow between trims, so offering every change keeps the list
 * exact whatever the order of changes; equal scores by smaller key. Sorted columns: an offer costs a scan and a move of at most `limit` numbers.
 */
export class TopList {
  readonly #limit: number;
  readonly #keys: Float64Array;
  readonly #scores: Float64Array;
  #size = 0;

  constructor(limit: number, { keys, scores }: TopEntries = NO_ENTRIES) {
    this.#limit = limit;
    this.#keys = new Float64Array(limit);
    this.#scores = new Float64Array(limit);
    for (let i = 0; i < keys.length; i++) this.offer(keys[i] as number, scores[i] as number);
  }

  get size(): number {
    return this.#size;
  }

  /** True when the list changed. */
  offer(key: ItemKey, score: number): boolean {
    const known = this.#keys.indexOf(key);
    if (known >= 0 && known < this.#size) {
      if (this.#scores[known] === score) return false;
      this.#removeAt(known);
    } else if (this.#size === this.#limit) {
      if (this.#limit === 0 || !this.#isStronger(key, score, this.#size - 1)) return false;
      this.#size -= 1;
    }
    this.#insert(key, score);
    return true;
  }

  entries(): TopEntries {
    return { keys: this.#keys.slice(0, this.#size), scores: this.#scores.slice(0, this.#size) };
  }

  #insert(key: ItemKey, score: number): void {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isStronger(key, score, middle)) high = middle;
      else low = middle + 1;
    }
    this.#keys.copyWithin(low + 1, low, this.#size);
    this.#scores.copyWithin(low + 1, low, this.#size);
    this.#keys[low] = key;
    this.#scores[low] = score;
    this.#size += 1;
  }

  #removeAt(place: number): void {
    this.#keys.copyWithin(place, place + 1, this.#size);
    this.#scores.copyWithin(place, place + 1, this.#size);
    this.#size -= 1;
  }

  #isStronger(key: ItemKey, score: number, place: number): boolean {
    const other = this.#scores[place] as number;
    return score > other || (score === other && key < (this.#keys[place] as number));
  }
}
