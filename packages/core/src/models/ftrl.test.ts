import { describe, expect, it } from "vitest";
import { emptyFtrl, ftrlLearn, ftrlWeight } from "./ftrl.ts";

// McMahan et al. 2013, Algorithm 1, computed independently: features b, f1, f2.
const SETTINGS = { alpha: 0.1, beta: 1, l1: 0.05, l2: 1 };
const EXAMPLES = [
  { x: [1, 1, 0], label: 1 },
  { x: [1, 0, 1], label: 0 },
  { x: [1, 1, 0.5], label: 1 },
  { x: [1, 0, 1], label: 0 },
  { x: [1, 1, 0], label: 1 },
];

describe("ftrl", () => {
  it("reproduces the reference, prediction by prediction and to the state", () => {
    const state = emptyFtrl([0, 0, 0]);
    const predicted = EXAMPLES.map(({ x, label }) => ftrlLearn(state, x, 0, label, 1, SETTINGS));
    for (const [i, p] of [0.5, 0.5070307866, 0.5035124218, 0.5029613965, 0.5142699053].entries()) expect(predicted[i]).toBeCloseTo(p, 9);
    for (const [i, z] of [-0.5680246355, -1.623889874, 0.8040126264].entries()) expect(state.z[i]).toBeCloseTo(z, 9);
    for (const [i, n] of [1.2424840251, 0.7324336402, 0.5716753637].entries()) expect(state.n[i]).toBeCloseTo(n, 9);
    for (const [i, w] of [0.0233906261, 0.0804719842, -0.040623663].entries()) expect(ftrlWeight(state, i, SETTINGS)).toBeCloseTo(w, 9);
  });

  it("reproduces the reference without l1", () => {
    const state = emptyFtrl([0, 0, 0]);
    const predicted = EXAMPLES.map(({ x, label }) => ftrlLearn(state, x, 0, label, 1, { ...SETTINGS, l1: 0 }));
    for (const [i, p] of [0.5, 0.5078118643, 0.5046731453, 0.502924078, 0.5157952266].entries()) expect(predicted[i]).toBeCloseTo(p, 9);
  });

  it("starts at the prior, and learns from there", () => {
    const state = emptyFtrl([0.5, -1]);
    expect([0, 1].map((i) => ftrlWeight(state, i, SETTINGS))).toEqual([0.5, -1]);
    for (let n = 0; n < 50; n++) ftrlLearn(state, [1, 0], 0, 1, 1, SETTINGS);
    expect(ftrlWeight(state, 0, SETTINGS)).toBeGreaterThan(0.5);
    expect(ftrlWeight(state, 1, SETTINGS)).toBe(-1);
  });

  it("only predicts what has no importance", () => {
    const state = emptyFtrl([1]);
    expect(ftrlLearn(state, [1], 0, 0, 0, SETTINGS)).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
    expect([...state.z, ...state.n]).toEqual([0, 0]);
  });
});
