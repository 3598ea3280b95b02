import type { VectorHits } from "@attune/core/ports/vector-index";

/** A score's place among all float32 (32 bits) above a candidate's number (21 bits) is a whole number that a float64 holds. */
const NUMBER_BITS = 21;
const NUMBERS = 2 ** NUMBER_BITS;

/**
 * The best `limit` of the candidates: higher score first, ties by smaller key. O(m log m) for m candidates, at most 2^21.
 * Score and candidate are packed into one number each, because the engine sorts plain numbers several times faster than it
 * calls back a comparison; runs of equal scores are then put in the order of their keys.
 */
export function rankHits(keys: Float64Array, scores: Float32Array, limit: number): VectorHits {
  if (scores.length > NUMBERS) throw new RangeError(`${scores.length} candidates; at most ${NUMBERS} can be ranked`);
  const bits = new Int32Array(scores.buffer, scores.byteOffset, scores.length);
  const packed = new Float64Array(scores.length);
  for (let i = 0; i < scores.length; i++) packed[i] = descendingPlace(bits[i] as number) * NUMBERS + i;
  packed.sort();

  const count = Math.min(limit, scores.length);
  const bestKeys = new Float64Array(count);
  const bestScores = new Float32Array(count);
  for (let begin = 0; begin < count; ) {
    const score = scores[candidateOf(packed[begin] as number)] as number;
    let end = begin + 1;
    while (end < packed.length && scores[candidateOf(packed[end] as number)] === score) end++;
    if (end - begin === 1) bestKeys[begin] = keys[candidateOf(packed[begin] as number)] as number;
    else {
      const tied = Float64Array.from(packed.subarray(begin, end), (entry) => keys[candidateOf(entry)] as number).sort();
      bestKeys.set(tied.subarray(0, count - begin), begin);
    }
    bestScores.fill(score, begin, end);
    begin = end;
  }
  return { keys: bestKeys, scores: bestScores };
}

/** 0 for the largest float32, growing as scores fall: a float's bits order like its magnitude, so the negatives are turned round. */
function descendingPlace(bits: number): number {
  return bits >= 0 ? 0x7fff_ffff - bits : bits + 0x1_0000_0000;
}

function candidateOf(entry: number): number {
  return entry % NUMBERS;
}
