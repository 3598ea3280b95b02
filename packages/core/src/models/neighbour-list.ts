import { rescale } from "../decay/landmark-decay.ts";
import type { ItemKey } from "../identity/item-key.ts";
import { type NeighbourSettings, type NeighbourTable, paneGeneration } from "./neighbour-table.ts";

/**
 * A neighbour table as serving reads it: columns instead of maps, because a request looks at thousands of neighbours. A key may stand in it more than once (in the
 * closed weights and in panes still open); its weight is the sum.
 */
export interface NeighbourList {
  readonly keys: Float64Array;
  /** Fixed-point units of `generation`. */
  readonly units: Float64Array;
  readonly generation: number;
}

export const NO_NEIGHBOURS: NeighbourList = { keys: new Float64Array(0), units: new Float64Array(0), generation: 0 };

/** Weights of one table part, as they lie in a table or in its packed bytes. */
export interface NeighbourPart {
  readonly generation: number;
  readonly keys: Float64Array;
  readonly units: Float64Array;
}

export function neighbourList(table: NeighbourTable, settings: NeighbourSettings, limit: number): NeighbourList {
  const panes = [...table.open.keys()].sort((a, b) => a - b);
  return joinParts(
    [
      partOf(table.generation, table.closed),
      ...panes.map((pane) => partOf(paneGeneration(pane, settings), table.open.get(pane) as Map<ItemKey, number>)),
    ],
    limit,
  );
}

/** Closed weights first, then open panes, oldest first. What makes the list longer than twice `limit` are its weakest entries: they are left out. */
export function joinParts(parts: readonly NeighbourPart[], limit: number): NeighbourList {
  if (parts.length === 1 && (parts[0] as NeighbourPart).keys.length <= limit) return parts[0] as NeighbourPart;
  const generation = parts.reduce((newest, part) => Math.max(newest, part.generation), 0);
  const length = parts.reduce((sum, part) => sum + part.keys.length, 0);
  const list = { keys: new Float64Array(length), units: new Float64Array(length), generation };
  let at = 0;
  for (const part of parts) {
    list.keys.set(part.keys, at);
    for (const units of part.units) list.units[at++] = part.generation === generation ? units : rescale(units, part.generation, generation);
  }
  return length <= 2 * limit ? list : strongest(list, 2 * limit);
}

/** The heaviest `count`, equal weights by smaller key, in the order in which they stood. Selected, not sorted: it runs twenty times in a request. */
function strongest({ keys, units, generation }: NeighbourList, count: number): NeighbourList {
  const least = kthHeaviest(units.slice(), count);
  let above = 0;
  for (const weight of units) if (weight > least) above += 1;
  const tied = keys.filter((_, i) => units[i] === least).sort();
  const lastTied = tied[count - above - 1] as number;
  const kept = { keys: new Float64Array(count), units: new Float64Array(count), generation };
  let at = 0;
  for (let i = 0; i < keys.length && at < count; i++) {
    const weight = units[i] as number;
    if (weight < least || (weight === least && (keys[i] as number) > lastTied)) continue;
    kept.keys[at] = keys[i] as number;
    kept.units[at++] = weight;
  }
  return kept;
}

/** Hoare's selection: expected linear time. Reorders `values`. */
function kthHeaviest(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] as number;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) > pivot) i++;
      while ((values[j] as number) < pivot) j--;
      if (i > j) break;
      const swapped = values[i] as number;
      values[i++] = values[j] as number;
      values[j--] = swapped;
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else break;
  }
  return values[k - 1] as number;
}

function partOf(generation: number, weights: ReadonlyMap<ItemKey, number>): NeighbourPart {
  const part = { generation, keys: new Float64Array(weights.size), units: new Float64Array(weights.size) };
  let at = 0;
  for (const [key, units] of weights) {
    part.keys[at] = key;
    part.units[at++] = units;
  }
  return part;
}
