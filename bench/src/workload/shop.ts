// The workload: a shop whose items are wanted as a Zipf law says, by people who mostly keep to two categories, so that neighbours, lists and
// vectors come about as they would in earnest. Everything is a function of the seed.
import { seededRandom } from "@attune/core/ranking/seeded-random";
import { zipf } from "./zipf.ts";

export interface ShopSize {
  readonly items: number;
  readonly people: number;
  readonly seed: string;
}

const CATEGORIES = 50;
const OWN_TASTE = 0.7;
/** The rest are views. */
const TYPES = [
  [0.1, "click"],
  [0.2, "play"],
  [0.25, "cart"],
  [0.3, "purchase"],
] as const;

export function shop({ items, people, seed }: ShopSize) {
  const random = seededRandom(`shop ${seed}`);
  const inCategory = zipf(Math.floor(items / CATEGORIES));
  const overall = zipf(items);
  const tastes = Array.from({ length: people }, () => [Math.floor(random() * CATEGORIES), Math.floor(random() * CATEGORIES)] as const);
  const itemId = (rank: number) => `item-${rank}`;
  const personId = (person: number) => `person-${person}`;
  let events = 0;

  /** Everyone in turn. Each item is viewed once before chance decides: then all of them have a vector. */
  function next(): Record<string, unknown> {
    const number = events++;
    const person = number % people;
    const rank = number < items ? (number * 7919) % items : wanted(person);
    const chance = random();
    const type = number < items ? "view" : (TYPES.find(([below]) => chance < below)?.[1] ?? "view");
    return { eventId: `e-${seed}-${number}`, type, userId: personId(person), itemId: itemId(rank) };
  }

  function wanted(person: number): number {
    const taste = tastes[person] as readonly [number, number];
    if (random() >= OWN_TASTE) return overall(random());
    const category = random() < 0.7 ? taste[0] : taste[1];
    return inCategory(random()) * CATEGORIES + category;
  }

  return {
    /** Bodies of `POST /v1/items`. */
    catalogue(perRequest: number): string[] {
      const all = Array.from({ length: items }, (_, rank) => ({
        itemId: itemId(rank),
        title: `Item ${rank}`,
        categories: [`category-${rank % CATEGORIES}`],
        tags: [`tag-${rank % 17}`, `tag-${rank % 23}`],
        price: 1 + (rank % 100) / 10,
      }));
      return Array.from({ length: Math.ceil(items / perRequest) }, (_, i) =>
        JSON.stringify({ items: all.slice(i * perRequest, (i + 1) * perRequest) }),
      );
    },
    /** Bodies of `POST /v1/events` with `perRequest` events each. */
    batches(count: number, perRequest: number): string[] {
      return Array.from({ length: Math.ceil(count / perRequest) }, (_, i) =>
        JSON.stringify({ events: Array.from({ length: Math.min(perRequest, count - i * perRequest) }, next) }),
      );
    },
    singles: (count: number): string[] => Array.from({ length: count }, () => JSON.stringify(next())),
    /** Rank of an item that this person might turn to next. */
    wanted,
    personIds: (): string[] => Array.from({ length: people }, (_, person) => personId(person)),
    /** An item that many have viewed, from a category that is not among the person's two. */
    popularElsewhere(person: number, chance: number, depth: number): string {
      const taste = tastes[person] as readonly [number, number];
      const others = Array.from({ length: CATEGORIES }, (_, category) => category).filter((category) => !taste.includes(category));
      const category = others[Math.floor(chance * others.length)] as number;
      return itemId(depth * CATEGORIES + category);
    },
  };
}

export type Shop = ReturnType<typeof shop>;
