import { compareLists } from "./compare-lists.ts";

/** One request answered by two models: item ids, best first. */
export interface AnsweredTwice {
  /** Undefined for nobody in particular. */
  readonly subject: string | undefined;
  readonly itemId: string | undefined;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface ItemCount {
  readonly itemId: string;
  readonly lists: number;
}

interface ExamplePerson {
  readonly subject: string;
  readonly itemId: string | undefined;
  readonly rankBiasedOverlap: number;
  readonly gained: number;
  readonly lost: number;
}

/** Sums up over many requests what another model would change. Keeps one number per item seen and one entry per person. */
export class ChangeSummary {
  readonly #gained = new Map<string, number>();
  readonly #lost = new Map<string, number>();
  readonly #before = new Set<string>();
  readonly #after = new Set<string>();
  readonly #people = new Map<string, ExamplePerson>();
  #requests = 0;
  #differ = 0;
  #firstDiffers = 0;
  #itemsLost = 0;
  #overlap = 0;

  add({ subject, itemId, before, after }: AnsweredTwice): void {
    const { items, rankBiasedOverlap } = compareLists(before, after);
    const idsThat = (kind: "gained" | "lost") => items.filter(({ move }) => move.kind === kind).map((item) => item.itemId);
    const [gained, lost] = [idsThat("gained"), idsThat("lost")];
    const differs = items.some(({ move }) => move.kind !== "kept");
    this.#requests += 1;
    this.#differ += differs ? 1 : 0;
    this.#firstDiffers += before[0] === after[0] ? 0 : 1;
    this.#itemsLost += lost.length;
    this.#overlap += rankBiasedOverlap;
    for (const id of before) this.#before.add(id);
    for (const id of after) this.#after.add(id);
    for (const id of gained) this.#gained.set(id, (this.#gained.get(id) ?? 0) + 1);
    for (const id of lost) this.#lost.set(id, (this.#lost.get(id) ?? 0) + 1);
    if (subject === undefined || !differs) return;
    const former = this.#people.get(subject);
    if (former !== undefined && former.rankBiasedOverlap <= rankBiasedOverlap) return;
    this.#people.set(subject, { subject, itemId, rankBiasedOverlap, gained: gained.length, lost: lost.length });
  }

  get requests(): number {
    return this.#requests;
  }

  /** Shares and means over the requests; null when there was none. */
  measures() {
    const mean = (sum: number): number | null => (this.#requests === 0 ? null : sum / this.#requests);
    return {
      listsThatDiffer: mean(this.#differ),
      itemsChanged: mean(this.#itemsLost),
      firstItemDiffers: mean(this.#firstDiffers),
      rankBiasedOverlap: mean(this.#overlap),
    };
  }

  /** Distinct items in all lists together. */
  coverage(): { readonly before: number; readonly after: number } {
    return { before: this.#before.size, after: this.#after.size };
  }

  /** Most frequent first, ties by item id. */
  mostGained(limit: number): readonly ItemCount[] {
    return mostFrequent(this.#gained, limit);
  }

  mostLost(limit: number): readonly ItemCount[] {
    return mostFrequent(this.#lost, limit);
  }

  /** The people whose lists change most, each with their most changed list. */
  mostChanged(limit: number): readonly ExamplePerson[] {
    return [...this.#people.values()].sort((a, b) => a.rankBiasedOverlap - b.rankBiasedOverlap).slice(0, limit);
  }
}

function mostFrequent(counts: ReadonlyMap<string, number>, limit: number): readonly ItemCount[] {
  return Array.from(counts, ([itemId, lists]) => ({ itemId, lists }))
    .sort((a, b) => b.lists - a.lists || (a.itemId < b.itemId ? -1 : 1))
    .slice(0, limit);
}
