import type { ItemKey } from "@attune/core/identity/item-key";
import type { TermFilter } from "@attune/core/retrieval/term-filter";
import { passesTerms } from "@attune/core/retrieval/term-filter";

const NO_TERMS: readonly string[] = [];

/** Which items of a tenant have a term, and which terms an item has. About 50 bytes for each term of an item. */
export class TenantTerms {
  readonly #byKey = new Map<ItemKey, readonly string[]>();
  readonly #byTerm = new Map<string, Set<ItemKey>>();

  /** O(terms); nothing to do when they are what they were, which is the rule. */
  set(key: ItemKey, terms: readonly string[] = NO_TERMS): void {
    const before = this.#byKey.get(key) ?? NO_TERMS;
    if (before.length === terms.length && before.every((term, i) => term === terms[i])) return;
    for (const term of before) {
      const keys = this.#byTerm.get(term) as Set<ItemKey>;
      keys.delete(key);
      if (keys.size === 0) this.#byTerm.delete(term);
    }
    if (terms.length === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, [...terms]);
    for (const term of terms) {
      const keys = this.#byTerm.get(term) ?? new Set();
      this.#byTerm.set(term, keys.add(key));
    }
  }

  /** Every item that has the term. */
  having(term: string): ReadonlySet<ItemKey> {
    return this.#byTerm.get(term) ?? new Set();
  }

  /** Items that pass, found from the rarest list of `all`, which must have one. O(items that have one of its terms). */
  *passing(where: TermFilter): Generator<ItemKey> {
    const sizeOf = (terms: readonly string[]) => terms.reduce((sum, term) => sum + this.having(term).size, 0);
    const rarest = where.all.reduce((best, terms) => (sizeOf(terms) < sizeOf(best) ? terms : best));
    const seen = new Set<ItemKey>();
    for (const term of rarest) {
      for (const key of this.having(term)) {
        if (seen.has(key)) continue;
        seen.add(key);
        if (passesTerms(where, this.#byKey.get(key) as readonly string[])) yield key;
      }
    }
  }

  clear(): void {
    this.#byKey.clear();
    this.#byTerm.clear();
  }
}
