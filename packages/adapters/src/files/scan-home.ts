import { join } from "node:path";
import { TOPICS } from "@attune/core/ports/topics";
import type { ResidueForm } from "@attune/core/privacy/residue-forms";
import { type ResidueReport, residueScan } from "./residue-scan.ts";

/** The files of each store beneath ATTUNE_HOME, by store as the data map names it. */
export function storesOf(home: string): ReadonlyMap<string, string> {
  return new Map([
    ...Object.keys(TOPICS).map((topic) => [`topic:${topic}`, join(home, "data", "log", topic)] as const),
    ["state", join(home, "data", "state")],
    ["standings", join(home, "data", "standings")],
    ["postgres", join(home, "postgres")],
    ["file:checkpoints", join(home, "checkpoints")],
    ["file:logs", join(home, "logs")],
    ["file:journal", join(home, "journal.jsonl")],
  ]);
}

/** Scans the stores one after the other; one that has no files is left out, because an empty report would look like a clean one. */
export async function scanHome(home: string, forms: readonly ResidueForm[]): Promise<ReadonlyMap<string, ResidueReport>> {
  const reports = new Map<string, ResidueReport>();
  for (const [store, path] of storesOf(home)) {
    const report = await residueScan(path, forms);
    if (report.files > 0) reports.set(store, report);
  }
  return reports;
}
