import { BoundedCache } from "../bounded-cache.ts";

/**
 * A hint that an event was accepted before, so that a repetition is answered as such and not stored twice; the worker's fold is what dedups
 * exactly. An identity is remembered only once its append was durable; while that is under way, whoever brings the same one waits.
 */
export class RecentIdentities {
  readonly #accepted: BoundedCache<string, true>;
  readonly #underWay = new Map<string, Promise<void>>();

  /** Remembers between `capacity` and twice as many, about 150 bytes each. */
  constructor(capacity: number) {
    this.#accepted = new BoundedCache(capacity);
  }

  has(identity: string): boolean {
    return this.#accepted.get(identity) !== undefined;
  }

  /** Forgets identities that begin so; answers how many. */
  forget(prefix: string): number {
    return this.#accepted.deleteWhere((identity) => identity.startsWith(prefix));
  }

  /**
   * Resolves once none of the identities is under way elsewhere, and in the same synchronous step takes those that are new: waiting happens
   * before anything is held, so two requests cannot wait for each other.
   */
  async claim(identities: readonly string[]): Promise<IdentityClaim> {
    for (;;) {
      const busy = new Set<Promise<void>>();
      if (this.#underWay.size > 0) {
        for (const identity of identities) {
          const other = this.#underWay.get(identity);
          if (other !== undefined) busy.add(other);
        }
      }
      if (busy.size === 0) return this.#take(identities);
      await Promise.all(busy);
    }
  }

  #take(identities: readonly string[]): IdentityClaim {
    const taken = new Set<string>();
    const fresh = identities.map((identity) => {
      if (taken.has(identity) || this.has(identity)) return false;
      taken.add(identity);
      return true;
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const identity of taken) this.#underWay.set(identity, promise);
    return {
      fresh,
      release: (accepted) => {
        for (const identity of taken) {
          this.#underWay.delete(identity);
          if (accepted) this.#accepted.set(identity, true);
        }
        resolve();
      },
    };
  }
}

export interface IdentityClaim {
  /** Per identity: not accepted before, and not earlier in the same list. */
  readonly fresh: readonly boolean[];
  /** Must be called in every case: with `true` once the append was durable. */
  release(accepted: boolean): void;
}
