/** Lists that were shown and lists that were clicked, apart for personalised lists and for those by popularity. Tallies add. */
export interface ListTally {
  readonly personalized: Shown;
  readonly popularity: Shown;
}

interface Shown {
  readonly lists: number;
  readonly clicked: number;
}

export interface ClickThrough {
  /** Share of lists with a click; `null` when none was shown. */
  readonly personalized: number | null;
  readonly popularity: number | null;
  /** personalized / popularity - 1. */
  readonly lift: number | null;
  /** Two-proportion z statistic of the difference; above 1.96 is more than chance at 5 %. */
  readonly z: number | null;
}

export function noLists(): ListTally {
  return { personalized: { lists: 0, clicked: 0 }, popularity: { lists: 0, clicked: 0 } };
}

export function observe(tally: ListTally, list: { readonly personalized: boolean; readonly clicked: boolean }): ListTally {
  const side = list.personalized ? "personalized" : "popularity";
  const { lists, clicked } = tally[side];
  return { ...tally, [side]: { lists: lists + 1, clicked: clicked + (list.clicked ? 1 : 0) } };
}

export function clickThrough({ personalized, popularity }: ListTally): ClickThrough {
  const [a, b] = [rateOf(personalized), rateOf(popularity)];
  if (a === null || b === null) return { personalized: a, popularity: b, lift: null, z: null };
  const pooled = (personalized.clicked + popularity.clicked) / (personalized.lists + popularity.lists);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / personalized.lists + 1 / popularity.lists));
  return { personalized: a, popularity: b, lift: b === 0 ? null : a / b - 1, z: deviation === 0 ? null : (a - b) / deviation };
}

function rateOf({ lists, clicked }: Shown): number | null {
  return lists === 0 ? null : clicked / lists;
}
