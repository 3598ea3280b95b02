const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
/** Resolution of an assignment: 0.01 % is the smallest share that can be told apart. */
const BUCKETS = 10_000;

/** FNV-1a over UTF-16 code units, 32 bits. Aliases and seeds are ASCII, so that every language computes the same from bytes. */
function fnv32a(text: string): number {
  let hash = OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return hash >>> 0;
}

/**
 * Where a subject lies in [0, 1) for a seed, in steps of 1/10,000: GrowthBook's hash version 2, whose second round takes away the likeness between
 * experiments that its version 1 has.
 */
export function hash(seed: string, subject: string): number {
  return (fnv32a(String(fnv32a(seed + subject))) % BUCKETS) / BUCKETS;
}
