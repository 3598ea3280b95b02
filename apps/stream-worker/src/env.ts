import * as z from "zod";

const schema = z.object({
  ATTUNE_HOME: z.string().min(1),
  WORKER_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});
export type Env = z.infer<typeof schema>;

/** The only reader of process.env. Throws one sentence that names every variable that is wrong. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  throw new Error(`The worker's environment is not right: ${problems.join("; ")}.`);
}
