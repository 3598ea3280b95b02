import { expect, it } from "vitest";
import { intervalText, percent, probability, signedPercent } from "./percent.ts";

it("says shares, differences and probabilities as a reader would", () => {
  expect(percent(0.1234)).toBe("12.3\u202f%");
  expect(percent(-0.04)).toBe("−4.0\u202f%");
  expect(percent(-0.0001)).toBe("0.0\u202f%");
  expect(percent(12.5)).toBe("1250\u202f%");
  expect(signedPercent(0.5)).toBe("+50.0\u202f%");
  expect(intervalText({ low: -0.02, high: 0.315 })).toBe("−2.0\u202f% to +31.5\u202f%");
  expect([probability(0.04215), probability(0.0001), probability(1)]).toEqual(["0.042", "< 0.001", "1.000"]);
});
