import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ITEM_MODEL } from "@attune/core/models/model-settings";
import { afterAll, describe, expect, it } from "vitest";
import type { Evaluation } from "./evaluation/run-evaluation.ts";

const dir = mkdtempSync(path.join(tmpdir(), "attune-evaluate-"));
afterAll(() => rmSync(dir, { recursive: true }));

/** Runs the command as a person would; relative paths are meant from `dir`. */
function evaluate(...args: string[]) {
  const entry = path.join(import.meta.dirname, "evaluate.ts");
  return spawnSync(process.execPath, [entry, ...args], { encoding: "utf8", env: { ...process.env, ATTUNE_CALLED_FROM: dir } });
}

function report(name: string): Evaluation {
  return JSON.parse(readFileSync(path.join(dir, name), "utf8")) as Evaluation;
}

describe("npm run evaluate", () => {
  const rows = Array.from(
    { length: 200 },
    (_, n) => `user-${n % 20}\titem-${(Math.floor(n / 20) + (n % 3)) % 15}\t3\t${1_700_000_000 + n}`,
  );
  const text = `${rows.join("\n")}\n`;
  writeFileSync(path.join(dir, "ratings.tsv"), text);

  it("prints a table and writes a report that can be repeated", () => {
    const run = (json: string) =>
      evaluate("--protocol", "prequential", "--data", ".", "--file", "ratings.tsv", "--model", "all", "--json", json);
    const first = run("first.json");
    expect(first.stderr).toContain("of 200 rows");
    expect(first.stdout).toContain("pipeline");
    expect(first.status).toBe(0);
    expect(run("second.json").status).toBe(0);
    const [a, b] = [report("first.json"), report("second.json")];
    const metricsOf = ({ models }: Evaluation) => models.map(({ model, metrics, scored }) => ({ model, metrics, scored }));
    expect(metricsOf(b)).toEqual(metricsOf(a));
    expect(a.protocol).toBe("prequential");
    expect(a.data.files).toEqual([{ name: "ratings.tsv", sha256: createHash("sha256").update(text).digest("hex"), rows: 200 }]);
    expect(a.models.map(({ model }) => model)).toEqual([
      "popularity",
      "trending",
      "segment-popularity",
      "covisitation",
      "transitions",
      "vectors",
      "pipeline",
    ]);
    expect(a.models[0]).toMatchObject({ events: 200, scored: 180 });
    expect(a).toMatchObject({ node: process.version, configuration: { itemModel: { topListLength: ITEM_MODEL.topListLength } } });
  });

  it("stops at the limit", () => {
    evaluate("--protocol", "prequential", "--data", ".", "--file", "ratings.tsv", "--limit", "7", "--json", "limited.json");
    expect(report("limited.json").models[0]?.scored).toBe(7);
  });

  it("says in a sentence what is missing", () => {
    const missing = evaluate("--protocol", "recall20", "--data", ".");
    expect([missing.status, missing.stderr]).toEqual([1, `There is no train.txt in ${dir}.\n`]);
    expect(evaluate("--protocol", "guess", "--data", ".").stderr).toContain("Allowed choices are prequential");
    expect(evaluate("--protocol", "prequential", "--data", ".", "--file", "ratings.tsv", "--limit", "0").stderr).toContain(
      "a whole number from 1",
    );
  });
});
