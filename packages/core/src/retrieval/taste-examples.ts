import type { ItemKey } from "../identity/item-key.ts";
import type { Examples } from "../ports/vector-index.ts";
import type { Seed } from "./candidates.ts";

/** How often the strongest seed is named: enough for ten seeds that fade by a fifth to be told apart. */
const MOST = 8;

/** A person's taste as examples: each seed named as often as it weighs. The vector that this comes to is made in the index and never stored. */
export function tasteExamples(seeds: readonly Seed[]): Examples {
  const strongest = Math.max(0, ...seeds.map(({ weight }) => weight));
  const positive: ItemKey[] = [];
  for (const { key, weight } of seeds) {
    const times = Math.round((MOST * weight) / strongest);
    for (let i = 0; i < times; i++) positive.push(key);
  }
  return { positive, negative: [] };
}
