import type { ItemKey } from "../identity/item-key.ts";

/** Non-zero places of a hash's random vector: 8 of +1 or -1. Sparse ternary projection (Achlioptas, PODS 2001; Kanerva's random indexing). */
const PLACES = 8;

/** Two multiply-xorshift rounds per place: deterministic, so every worker draws the same vector for an item. */
function mix(state: number): number {
  let x = state | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** Adds `units` times the hash-seeded random vector of `key` to `into`. Integers in, integers out: commutative. */
export function addRandomVector(
  into: Float64Array | Float32Array,
  key: ItemKey,
  units: number,
  offset = 0,
  dimensions = into.length,
): void {
  let state = mix((key >>> 0) ^ Math.floor(key / 0x1_0000_0000));
  for (let place = 0; place < PLACES; place++) {
    state = mix(state + 0x9e3779b9);
    const at = offset + ((state >>> 1) % dimensions);
    into[at] = (into[at] as number) + ((state & 1) === 0 ? units : -units);
  }
}
