import { describe, expect, it } from "vitest";
import { ByteWriter } from "../packing/byte-writer.ts";
import { emptyFtrl, FTRL_SETTINGS, ftrlLearn, ftrlWeights } from "./ftrl.ts";
import { packRanker, type RankerState, unpackRanker, unpackRankerWeights } from "./pack-ranker.ts";
import { addList } from "./progressive-validation.ts";

describe("packed ranker", () => {
  const state: RankerState = {
    ftrl: emptyFtrl([0.5, -1, 0]),
    examples: 3,
    ranker: { right: 0, pairs: 0 },
    prior: { right: 0, pairs: 0 },
    popularity: { right: 0, pairs: 0 },
  };
  for (let n = 0; n < 30; n++) ftrlLearn(state.ftrl, [1, n % 2, n % 3], 0, n % 2, 1, FTRL_SETTINGS);
  addList(state.ranker, [3, 2, 1], [1, 0, 0]);
  const bytes = packRanker(state, new ByteWriter());

  it("comes back as it was", () => {
    expect(unpackRanker(bytes)).toEqual(state);
  });

  it("shows serving the learned weights while they order at least as well as the prior", () => {
    expect(unpackRankerWeights(bytes)).toEqual(ftrlWeights(state.ftrl, FTRL_SETTINGS));
  });

  it("shows serving the prior once the learned weights order worse", () => {
    const astray = { ...state, ranker: { right: 0.4, pairs: 1 }, prior: { right: 0.6, pairs: 1 } };
    expect(unpackRankerWeights(packRanker(astray, new ByteWriter()))).toEqual(state.ftrl.prior);
  });

  it("refuses another format", () => {
    expect(() => unpackRanker(Uint8Array.of(99))).toThrow(RangeError);
  });
});
