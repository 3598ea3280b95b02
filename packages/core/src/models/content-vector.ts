import type { Item } from "../catalogue/schema.ts";
import { itemKey } from "../identity/item-key.ts";
import { BEHAVIOUR_DIMENSIONS, CONTENT_DIMENSIONS, VECTOR_DIMENSIONS } from "./model-settings.ts";
import { addRandomVector } from "./random-projection.ts";

/** Share of an item vector's squared length that content has beside behaviour. */
const CONTENT_SHARE = 0.25;
/** Length of a vector that has content alone: such an item is found through its likes, and yields to items with behaviour of their own. */
const COLD_LENGTH = 0.5;

/** What an item is made of, as words with a namespace and a weight. */
function contentTokens(item: Item): [token: string, weight: number][] {
  const tokens: [string, number][] = [];
  for (const category of item.categories ?? []) tokens.push([`category:${category}`, 2]);
  for (const tag of item.tags ?? []) tokens.push([`tag:${tag}`, 1.5]);
  for (const [name, value] of Object.entries(item.attributes ?? {})) {
    for (const part of Array.isArray(value) ? value : [value]) if (typeof part !== "number") tokens.push([`${name}:${part}`, 1]);
  }
  for (const word of (item.title ?? "").toLowerCase().split(/[^\p{L}\p{N}]+/u)) if (word.length > 2) tokens.push([`word:${word}`, 0.5]);
  return tokens;
}

/** Writes `source` scaled to `length` at `offset`; zeros stay zeros. */
function writeScaled(into: Float32Array, offset: number, source: Float32Array | Float64Array, length: number): void {
  let norm = 0;
  for (const value of source) norm += value * value;
  if (norm === 0) return;
  const scale = length / Math.sqrt(norm);
  for (let i = 0; i < source.length; i++) into[offset + i] = (source[i] as number) * scale;
}

/**
 * An item's vector for the index: the behaviour part of the speed layer (BEHAVIOUR_DIMENSIONS, any length) beside a hashed
 * bag of its content. Unit length with behaviour, COLD_LENGTH with content alone, zero with neither.
 */
export function itemVector(behaviour: Float32Array | undefined, item: Item | undefined): Float32Array {
  const vector = new Float32Array(VECTOR_DIMENSIONS);
  const content = new Float32Array(CONTENT_DIMENSIONS);
  for (const [token, weight] of item === undefined ? [] : contentTokens(item)) addRandomVector(content, itemKey(token), weight);
  const hasContent = content.some((value) => value !== 0);
  const hasBehaviour = behaviour?.some((value) => value !== 0) === true;
  if (hasBehaviour) writeScaled(vector, 0, behaviour, Math.sqrt(hasContent ? 1 - CONTENT_SHARE : 1));
  if (hasContent) writeScaled(vector, BEHAVIOUR_DIMENSIONS, content, hasBehaviour ? Math.sqrt(CONTENT_SHARE) : COLD_LENGTH);
  return vector;
}
