import type { CatalogueView } from "../catalogue/catalogue-view.ts";
import type { SubjectState } from "../features/subject-state.ts";
import type { ItemKey } from "../identity/item-key.ts";
import type { Placement } from "../placements/schema.ts";
import { matchesFilter } from "../recommendations/matches-filter.ts";
import type { Filter } from "../recommendations/schema.ts";
import type { CandidatePool } from "../retrieval/candidate-pool.ts";
import type { RowGate } from "../retrieval/candidates.ts";

export interface GateRules {
  readonly nowMs: number;
  readonly placement: Placement;
  /** Undefined when the person's past must not or cannot be used. */
  readonly state: SubjectState | undefined;
  readonly catalogue: CatalogueView;
  readonly filter: Filter | undefined;
  readonly excluded: ReadonlySet<ItemKey>;
}

const UNKNOWN = 0;
const OPEN = 1;
const SHUT = 2;

/**
 * Availability, filter, exclusions and the placement's seen policy. What is hidden by key is shut at once, because the hidden are often the best proposed;
 * the catalogue is asked only about rows that might be shown, and once.
 */
export function placementGate(pool: CandidatePool, rules: GateRules): RowGate {
  const standing = pool.column();
  const hidden = hiddenKeys(rules);
  if (hidden.some((keys) => keys.size > 0)) {
    for (let row = 0; row < pool.size; row++) if (hidden.some((keys) => keys.has(pool.keys[row] as number))) standing[row] = SHUT;
  }
  const mayShow = (key: ItemKey) => !hidden.some((keys) => keys.has(key)) && isShown(key, rules);
  return {
    isShut: (row) => standing[row] === SHUT,
    isOpen: (row) => {
      if (standing[row] === UNKNOWN) standing[row] = mayShow(pool.keys[row] as number) ? OPEN : SHUT;
      return standing[row] === OPEN;
    },
    mayShow,
  };
}

function hiddenKeys({ excluded, placement, state }: GateRules): ReadonlySet<ItemKey>[] {
  const hidden = [excluded];
  if (state && placement.seenPolicy !== "none") hidden.push(new Set(state.consumed));
  if (state && placement.seenPolicy === "seen") hidden.push(new Set(state.recents.map(({ key }) => key)));
  return hidden;
}

function isShown(key: ItemKey, { catalogue, nowMs, filter }: GateRules): boolean {
  const entry = catalogue.byKey(key);
  if (entry === undefined || entry.item?.hidden === true) return false;
  if (nowMs < entry.availableFromMs || nowMs >= entry.availableUntilMs) return false;
  return filter === undefined || matchesFilter(filter, entry);
}
