import type { ItemKey } from "../identity/item-key.ts";

/**
 * The `limit` items with the highest landmark scores of one half-life. Scores only grow between trims, so offering every change keeps the list
 * exact whatever the order of changes; equal scores by smaller key.
 */
export class TopList {
  readonly #limit: number;
  readonly #scores: Map<ItemKey, number>;
  #weakest: readonly [ItemKey, number] | undefined;

  constructor(limit: number, entries: Iterable<readonly [ItemKey, number]> = []) {
    this.#limit = limit;
    this.#scores = new Map(entries);
  }

  get size(): number {
    return this.#scores.size;
  }

  /** True when the list changed. */
  offer(key: ItemKey, score: number): boolean {
    const known = this.#scores.get(key);
    if (known !== undefined) {
      this.#scores.set(key, score);
      if (key === this.#weakest?.[0]) this.#weakest = undefined;
      return known !== score;
    }
    if (this.#scores.size < this.#limit) {
      this.#scores.set(key, score);
      this.#weakest = undefined;
      return true;
    }
    this.#weakest ??= this.#findWeakest();
    if (!isStronger(key, score, this.#weakest)) return false;
    this.#scores.delete(this.#weakest[0]);
    this.#scores.set(key, score);
    this.#weakest = undefined;
    return true;
  }

  /** Strongest first. */
  entries(): (readonly [ItemKey, number])[] {
    return [...this.#scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  #findWeakest(): readonly [ItemKey, number] {
    let weakest: readonly [ItemKey, number] = [-1, Number.POSITIVE_INFINITY];
    for (const [key, score] of this.#scores) if (!isStronger(key, score, weakest)) weakest = [key, score];
    return weakest;
  }
}

function isStronger(key: ItemKey, score: number, than: readonly [ItemKey, number]): boolean {
  return score > than[1] || (score === than[1] && key < than[0]);
}
