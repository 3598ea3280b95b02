/**
 * An item's 48-bit key: what person state, neighbour lists and vectors carry in place of the item id.
 * 48 bits fit a JavaScript number and six bytes; among 100,000 items any collision at all has probability 2e-5,
 * and the catalogue refuses the second item of a colliding pair. No coordination is needed to assign one.
 */
export type ItemKey = number;

/** MurmurHash3 finaliser over a 32-bit FNV-1a with a seed: two of them make the 48 bits. */
function hash32(text: string, seed: number): number {
  let h = seed ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
    h ^= h >>> 15;
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function itemKey(itemId: string): ItemKey {
  return (hash32(itemId, 0x9747b28c) & 0xffff) * 0x1_0000_0000 + hash32(itemId, 0x3c6ef372);
}
