import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const core = path.join(import.meta.dirname, "../packages/core/src");

/** What a function of its inputs never says. Each is a pattern on code without comments and strings. */
const IMPURE: readonly (readonly [string, RegExp])[] = [
  ["the clock", /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bDate\(\s*\)/],
  ["chance", /\bMath\.random\b|\bcrypto\.(randomUUID|getRandomValues|randomBytes)\b/],
  ["the environment", /\bprocess\./],
  ["timers", /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\(/],
  ["the network", /\bfetch\(|\bWebSocket\b/],
];

const impurities = (source: string) => {
  const imports = /from\s+["']node:|import\(\s*["']node:|require\(/.test(source) ? ["Node's modules"] : [];
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\/\/.*$/gm, "")
    .replace(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, '""');
  return [...imports, ...IMPURE.flatMap(([what, pattern]) => (pattern.test(code) ? [what] : []))];
};

test("core reads no clock, no chance, no environment, and does no I/O", () => {
  const files = globSync("**/*.ts", { cwd: core }).filter((file) => !/\.(test|contract)\.ts$/.test(file));
  expect(files.length).toBeGreaterThan(20);
  const found = files.flatMap((file) => impurities(readFileSync(path.join(core, file), "utf8")).map((what) => `${file} reads ${what}`));
  expect(found).toEqual([]);
});

test("the scan sees what it looks for, and not what merely looks like it", () => {
  expect(impurities("const at = Date.now();")).toEqual(["the clock"]);
  expect(impurities("const at = new Date();")).toEqual(["the clock"]);
  expect(impurities("const r = Math.random();")).toEqual(["chance"]);
  expect(impurities('import { readFileSync } from "node:fs";')).toEqual(["Node's modules"]);
  expect(impurities("const home = process.env.HOME;")).toEqual(["the environment"]);
  expect(impurities('// Date.now()\nconst text = "Math.random"; const at = new Date(atMs);')).toEqual([]);
});
