import Table from "cli-table3";
import type { ModelResult } from "../evaluation/evaluate-steps.ts";

/** One line for each model; the best of a column is marked. */
export function resultsTable(results: readonly ModelResult[]): string {
  const names = Object.keys(results[0]?.metrics ?? {});
  const table = new Table({
    head: ["model", ...names, "scored", "deciding s"],
    colAligns: ["left", ...names.map(() => "right" as const), "right", "right"],
    style: { head: [], border: [] },
  });
  const best = names.map((name) => Math.max(...results.map(({ metrics }) => metrics[name] ?? 0)));
  for (const { model, metrics, scored, seconds } of results) {
    const cells = names.map((name, i) => cell(metrics[name] ?? null, results.length > 1 ? (best[i] as number) : undefined));
    table.push([model, ...cells, String(scored), seconds.toFixed(1)]);
  }
  return table.toString();
}

function cell(value: number | null, best: number | undefined): string {
  if (value === null) return "-";
  return `${value > 0 && value === best ? "* " : ""}${value.toFixed(4)}`;
}
