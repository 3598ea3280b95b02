import path from "node:path";
import { z } from "zod";
import { Failure } from "./failure.ts";

const port = z.coerce.number().int().min(1).max(65_535);

const settingsSchema = z.object({
  ATTUNE_HOME: z.string().min(1).default(".attune"),
  API_PORT: port.default(4000),
  WEB_PORT: port.default(3000),
  /** Port of the api's listener for the console; derived from API_PORT, or any free one. */
  INTERNAL_PORT: port.optional(),
  METRICS_PORT: port.optional(),
  WORKER_METRICS_PORT: port.optional(),
  /** A Postgres of your own instead of the embedded one. */
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).default("info"),
  /** Events per second of the simulated audience. */
  TRAFFIC_RATE: z.coerce.number().positive().max(2000).default(40),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Throws a Failure that names the variable and what is wrong with it. A relative ATTUNE_HOME counts from `root`, so that every command finds the same one. */
export function readSettings(env: NodeJS.ProcessEnv, root: string): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}=${given[String(issue.path[0])]}: ${issue.message}`);
    throw new Failure(`A setting is not valid: ${problems.join("; ")}.`);
  }
  if (parsed.data.API_PORT === parsed.data.WEB_PORT)
    throw new Failure(`API_PORT and WEB_PORT are both ${parsed.data.API_PORT}; they need different ports.`);
  return { ...parsed.data, ATTUNE_HOME: path.resolve(root, parsed.data.ATTUNE_HOME) };
}
