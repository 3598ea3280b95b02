import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TOPICS } from "../ports/topics.ts";
import { DATA_MAP } from "./data-map.ts";

const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const mapped = (kind: string) =>
  DATA_MAP.filter(({ place }) => place.startsWith(`${kind}:`))
    .map(({ place }) => place.slice(kind.length + 1))
    .sort();

describe("DATA_MAP", () => {
  it("names every topic", () => {
    expect(mapped("topic")).toEqual(Object.keys(TOPICS).sort());
  });

  it("names every kind of key of the state store", () => {
    const source = textOf("../ports/state-keys.ts");
    const templates = [...source.matchAll(/(?:key: |return )`([a-z])\$\{/g)].map(([, letter]) => letter);
    const constants = [...source.matchAll(/export const [A-Z_]+ = "([a-z])";/g)].map(([, letter]) => letter);
    expect(mapped("state")).toEqual([...new Set([...templates, ...constants])].sort());
  });

  it("names every table", () => {
    const models = textOf("../../../../prisma/schema.prisma")
      .split(/^model /m)
      .slice(1);
    const tables = models.map((model) => /@@map\("(\w+)"\)/.exec(model)?.[1]);
    expect(mapped("table")).toEqual(tables.sort());
  });

  it("says what happens wherever a person can be", () => {
    for (const { place, holds, purge } of DATA_MAP) if (holds !== "nobody") expect(purge, place).not.toBe("");
  });

  it("knows that no table has a column for a person but these", () => {
    const schema = textOf("../../../../prisma/schema.prisma");
    const named = schema
      .split(/^model /m)
      .slice(1)
      .filter((model) => /^ {2}(person|sealedUserId|subject|alias|anonymousId)\s/m.test(model))
      .map((model) => `table:${/@@map\("(\w+)"\)/.exec(model)?.[1]}`);
    expect(named.sort()).toEqual(
      DATA_MAP.filter(({ place, holds }) => place.startsWith("table:") && holds !== "nobody")
        .map(({ place }) => place)
        .sort(),
    );
  });
});
