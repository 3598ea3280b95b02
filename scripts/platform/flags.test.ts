import { expect, test } from "vitest";
import { readFlags } from "./flags.ts";

test("flags are read; the folder counts from where the command was typed", () => {
  expect(readFlags([], "/here")).toEqual({ traffic: true, fresh: false, services: false, dataset: undefined });
  expect(readFlags(["--no-traffic", "--fresh", "--services", "--dataset", "../data"], "/here/x")).toEqual({
    traffic: false,
    fresh: true,
    services: true,
    dataset: "/here/data",
  });
});

test.each([[["--quiet"]], [["--dataset"]], [["extra"]]])("%j is refused with the list", (args) => {
  expect(() => readFlags(args, "/here")).toThrow(/--no-traffic[\s\S]*--fresh[\s\S]*--dataset <folder>/);
});
