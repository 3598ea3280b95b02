import { ByteReader } from "../packing/byte-reader.ts";
import type { ByteWriter } from "../packing/byte-writer.ts";
import { FTRL_SETTINGS, type FtrlState, ftrlWeights } from "./ftrl.ts";
import { accuracyOf, type PairwiseAccuracy } from "./progressive-validation.ts";

/** What the learner lane keeps of a tenant. */
export interface RankerState {
  readonly ftrl: FtrlState;
  examples: number;
  readonly ranker: PairwiseAccuracy;
  /** Of the weights that learning started from, on the same lists. */
  readonly prior: PairwiseAccuracy;
  readonly popularity: PairwiseAccuracy;
}

/**
 * The weights to serve: the learned ones while they order at least as well as what they started from. Lists are chosen by the ranker itself, so what it
 * learns from them can lead it astray; then people get the prior until the learned weights have caught up.
 */
export function servedWeights({ ftrl, ranker, prior }: RankerState): Float64Array {
  const learned = accuracyOf(ranker) ?? 0;
  return learned >= (accuracyOf(prior) ?? 0) ? ftrlWeights(ftrl, FTRL_SETTINGS) : ftrl.prior;
}

const FORMAT = 1;

/** The weights to serve come first, because they are all that serving reads. */
export function packRanker(state: RankerState, out: ByteWriter): Uint8Array {
  const weights = servedWeights(state);
  out.u8(FORMAT).varint(weights.length);
  for (const weight of weights) out.f64(weight);
  for (const array of [state.ftrl.z, state.ftrl.n, state.ftrl.prior]) for (const value of array) out.f64(value);
  out.varint(state.examples);
  for (const { right, pairs } of [state.ranker, state.prior, state.popularity]) out.f64(right).f64(pairs);
  return out.finish();
}

export function unpackRankerWeights(bytes: Uint8Array): Float64Array {
  return readArray(begin(bytes));
}

export function unpackRanker(bytes: Uint8Array): RankerState {
  const part = begin(bytes);
  readArray(part);
  const [z, n, prior] = [readArray(part), readArray(part), readArray(part)];
  const examples = part.reader.varint();
  const accuracy = () => ({ right: part.reader.f64(), pairs: part.reader.f64() });
  return { ftrl: { z, n, prior }, examples, ranker: accuracy(), prior: accuracy(), popularity: accuracy() };
}

function begin(bytes: Uint8Array): { reader: ByteReader; length: number } {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== FORMAT) throw new RangeError("packed ranker has an unknown format");
  return { reader, length: reader.varint() };
}

function readArray({ reader, length }: { reader: ByteReader; length: number }): Float64Array {
  return Float64Array.from({ length }, () => reader.f64());
}
