import { generationOf, landmarkWeight, rescale } from "../decay/landmark-decay.ts";
import type { ItemKey } from "../identity/item-key.ts";

/**
 * An item's strongest neighbours with decayed weights, kept to `limit` without making the result depend on the order of arrival: additions
 * of a pane (event time) that is still open wait in `open`; when the watermark has passed the pane's end they join the closed
 * weights in pane order and the table is trimmed. Reads see both.
 */
export interface NeighbourTable {
  generation: number;
  /** Fixed-point weights in units of `generation`. */
  closed: Map<ItemKey, number>;
  /** `closed` as it was packed last; undefined since it changed. It changes once in a pane, and is packed with every batch that touches the item. */
  closedBytes: Uint8Array | undefined;
  /** By pane, oldest first; units of the pane's own generation. */
  readonly open: Map<number, Map<ItemKey, number>>;
}

/** `paneMs` must divide 16 half-lives, so that no pane lies in two generations. */
export interface NeighbourSettings {
  readonly limit: number;
  readonly halfLifeMs: number;
  readonly paneMs: number;
}

export function emptyNeighbours(): NeighbourTable {
  return { generation: 0, closed: new Map(), closedBytes: undefined, open: new Map() };
}

export function addNeighbour(table: NeighbourTable, key: ItemKey, atMs: number, weight: number, settings: NeighbourSettings): void {
  const pane = Math.floor(atMs / settings.paneMs);
  let weights = table.open.get(pane);
  if (weights === undefined) {
    weights = new Map();
    table.open.set(pane, weights);
  }
  weights.set(key, (weights.get(key) ?? 0) + landmarkWeight(atMs, weight, settings.halfLifeMs));
}

/** Closes every pane that ended at or before `watermarkMs`; true when there was one. */
export function closePanes(table: NeighbourTable, watermarkMs: number, settings: NeighbourSettings): boolean {
  const openPane = Math.floor(watermarkMs / settings.paneMs);
  // Asked for every item that an event touches, and hardly ever is a pane due: no array is made for nothing.
  let due: number[] | undefined;
  for (const pane of table.open.keys()) {
    if (pane < openPane) due = [...(due ?? []), pane];
  }
  if (due === undefined) return false;
  table.closedBytes = undefined;
  for (const pane of due.sort((a, b) => a - b)) {
    const weights = table.open.get(pane) as Map<ItemKey, number>;
    table.open.delete(pane);
    advance(table, paneGeneration(pane, settings));
    const shift = (units: number) => rescale(units, paneGeneration(pane, settings), table.generation);
    for (const [key, units] of weights) table.closed.set(key, (table.closed.get(key) ?? 0) + shift(units));
    if (table.closed.size > settings.limit) trim(table, settings.limit);
  }
  return true;
}

export function paneGeneration(pane: number, settings: NeighbourSettings): number {
  return generationOf(pane * settings.paneMs, settings.halfLifeMs);
}

function advance(table: NeighbourTable, generation: number): void {
  if (generation <= table.generation) return;
  const rescaled = new Map<ItemKey, number>();
  for (const [key, units] of table.closed) {
    const left = rescale(units, table.generation, generation);
    if (left > 0) rescaled.set(key, left);
  }
  table.closed = rescaled;
  table.generation = generation;
}

/** Keeps the heaviest; equal weights by smaller key, so that the choice depends on content alone. */
function trim(table: NeighbourTable, limit: number): void {
  const entries = [...table.closed].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  entries.length = limit;
  table.closed = new Map(entries);
}
