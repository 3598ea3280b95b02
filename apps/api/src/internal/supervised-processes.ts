import { readFile } from "node:fs/promises";
import { type SupervisedProcess, supervisedProcessSchema } from "@attune/core/metrics/schema";
import * as z from "zod";

const schema = z.object({ processes: z.array(supervisedProcessSchema) });

/** The processes that the supervisor keeps, as it wrote them down last; none without a supervisor. The file is replaced as a whole, never half. */
export async function supervisedProcesses(file: string): Promise<readonly SupervisedProcess[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return [];
  const parsed = schema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data.processes : [];
}
