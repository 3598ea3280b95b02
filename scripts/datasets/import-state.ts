import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { writeAtomically } from "../platform/write-atomically.ts";
import { DATASET_FORMATS } from "./dataset.ts";

const importStateSchema = z.object({
  folder: z.string(),
  format: z.enum(DATASET_FORMATS),
  stage: z.enum(["catalogue", "users", "events", "done"]),
  /** Added to every time, so that the last event is at the moment the import began. Absent until the data was surveyed. */
  shiftMs: z.number().optional(),
  events: z.int().optional(),
  /** Every event before this one was acknowledged. */
  position: z.int(),
});
/** How far an import is; it survives any end of the process. */
export type ImportState = z.infer<typeof importStateSchema>;

export function readImportState(file: string): ImportState | undefined {
  return existsSync(file) ? importStateSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

export function writeImportState(file: string, state: ImportState): void {
  writeAtomically(file, JSON.stringify(state, null, 2));
}
