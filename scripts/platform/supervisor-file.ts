import { readFileSync } from "node:fs";
import { supervisedProcessSchema } from "@attune/core/metrics/schema";
import { z } from "zod";
import { writeAtomically } from "./write-atomically.ts";

const supervisorSchema = z.object({
  pid: z.int(),
  startedAtMs: z.number(),
  processes: z.array(supervisedProcessSchema),
  apiUrl: z.string().optional(),
  consoleUrl: z.string().optional(),
  metricsUrl: z.string().optional(),
  workerMetricsUrl: z.string().optional(),
  /** The api's listener for the console and for `npm run status`. */
  internalUrl: z.string().optional(),
});
/** What the supervisor says of itself while it runs, ready or not; `npm run status` reads it. */
export type SupervisorRecord = z.infer<typeof supervisorSchema>;

export function writeSupervisor(file: string, record: SupervisorRecord): void {
  writeAtomically(file, JSON.stringify(record, null, 2));
}

/** `undefined` when nothing was ever started here. The record of a supervisor that was killed stays: the lock says whether it lives. */
export function readSupervisor(file: string): SupervisorRecord | undefined {
  try {
    return supervisorSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
