import Table from "cli-table3";
import type { Report } from "./report.ts";

export function printReport({ rows, verdicts }: Report, print: (text: string) => void): void {
  for (const section of new Set(rows.map((row) => row.section))) {
    const table = new Table({
      head: [section, "measured", "floor", "ratio"],
      style: { head: [], border: [] },
      colAligns: ["left", "right", "right", "right"],
    });
    for (const { what, measured, floor, ratio } of rows.filter((row) => row.section === section))
      table.push([what, measured, floor ?? "", ratio?.toFixed(2) ?? ""]);
    print(table.toString());
  }
  const table = new Table({ head: ["budget (DESIGN section 12)", "asked", "measured", ""], style: { head: [], border: [] } });
  for (const { what, budget, measured, met } of verdicts) table.push([what, budget, measured, met ? "met" : "MISSED"]);
  print(table.toString());
}
