import { describe, expect, it } from "vitest";
import { ageBand, demographicsOf, deviceSegment, languageSegment } from "./demographics-of.ts";

describe("demographicsOf", () => {
  it("keeps the band of an age, not the age", () => {
    expect(demographicsOf({ age: 29, plan: "gold" }, 2026, "a").demographics).toEqual({ ageBand: "25-34" });
    expect(demographicsOf({ birthYear: 2005, country: "gb", language: "en-US" }, 2026, "a").demographics).toEqual({
      ageBand: "18-24",
      country: "GB",
      language: "en",
    });
  });

  it.each([
    [{ age: "29" }, "a.age"],
    [{ age: -1 }, "a.age"],
    [{ birthYear: 2027 }, "a.birthYear"],
    [{ country: "England" }, "a.country"],
    [{ language: "english language" }, "a.language"],
  ])("names %j at %s", (attributes, path) =>
    expect(demographicsOf(attributes, 2026, "a").errors.map((error) => error.path)).toEqual([path]),
  );

  it("declares nothing from nothing", () => expect(demographicsOf({ plan: "gold" }, 2026, "a")).toEqual({ demographics: {}, errors: [] }));
});

describe("ageBand", () => {
  it.each([
    [0, "0-17"],
    [17.9, "0-17"],
    [18, "18-24"],
    [24, "18-24"],
    [25, "25-34"],
    [64, "55-64"],
    [65, "65+"],
    [120, "65+"],
  ])("puts %d into %s", (years, band) => expect(ageBand(years)).toBe(band));
});

describe("segments of a context", () => {
  it("are lower-cased words of bounded length or nothing", () => {
    expect(deviceSegment("Mobile")).toBe("mobile");
    expect(deviceSegment("my phone!")).toBeUndefined();
    expect(deviceSegment("x".repeat(40))).toBeUndefined();
    expect(languageSegment("DE")).toBe("de");
    expect(languageSegment(7)).toBeUndefined();
  });
});
