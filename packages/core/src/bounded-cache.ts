/**
 * A map that forgets what was not used for long: two generations of at most `capacity` entries each; when the young one is full the old one
 * is dropped. Holds between `capacity` and `2 x capacity` of the most recently used entries, at the cost of one or two map look-ups.
 */
export class BoundedCache<K, V> {
  readonly #capacity: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) {
      this.#old.delete(key);
      this.set(key, old);
    }
    return old;
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#capacity && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  /** Forgets every entry for which `unwanted` holds; answers how many. Looks at all of them. */
  deleteWhere(unwanted: (key: K, value: V) => boolean): number {
    let deleted = 0;
    for (const generation of [this.#young, this.#old]) {
      for (const [key, value] of generation) if (unwanted(key, value) && generation.delete(key)) deleted++;
    }
    return deleted;
  }

  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
