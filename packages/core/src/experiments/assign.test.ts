import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assign } from "./assign.ts";

const EXPERIMENT = { id: "x1", phase: 1, seed: "seed-1", conversionEvent: "purchase" };
const halves = [
  { key: "control", weight: 0.5 },
  { key: "treatment", weight: 0.5 },
] as const;

describe("assign", () => {
  it("gives everybody exactly one of two halves, the same whenever asked", () => {
    fc.assert(
      fc.property(fc.string(), (subject) => {
        const exposure = assign({ ...EXPERIMENT, variants: halves }, subject);
        expect(exposure).toEqual(assign({ ...EXPERIMENT, variants: [...halves] }, subject));
        expect(exposure?.variant).toBe((exposure?.bucket as number) < 0.5 ? "control" : "treatment");
        expect(exposure).toMatchObject({ experimentId: "x1", phase: 1, conversionEvent: "purchase" });
      }),
    );
  });

  it("halves a thousand people, anew with another seed", () => {
    const aliases = Array.from({ length: 1000 }, (_, i) => `alias-${i * 7919}`);
    const treated = (seed: string) =>
      aliases.filter((alias) => assign({ ...EXPERIMENT, seed, variants: halves }, alias)?.variant === "treatment");
    expect(treated("a").length).toBeGreaterThan(440);
    expect(treated("a").length).toBeLessThan(560);
    const both = treated("a").filter((alias) => treated("b").includes(alias));
    expect(both.length).toBeGreaterThan(190);
    expect(both.length).toBeLessThan(310);
  });

  it("leaves out whom no range holds", () => {
    const nobody = [{ key: "control", weight: 1 }] as const;
    expect(assign({ ...EXPERIMENT, variants: nobody }, "anybody")?.variant).toBe("control");
    expect(assign({ ...EXPERIMENT, variants: [] }, "anybody")).toBeUndefined();
  });
});
