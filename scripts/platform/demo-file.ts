import { rmSync } from "node:fs";
import { z } from "zod";
import { writeAtomically } from "./write-atomically.ts";

export const demoSchema = z.object({
  apiUrl: z.url(),
  consoleUrl: z.url(),
  metricsUrl: z.url(),
  tenant: z.object({ id: z.string(), slug: z.string() }),
  keys: z.object({ secret: z.string(), publishable: z.string() }),
  users: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
  pids: z.record(z.string(), z.int()),
});
/** `$ATTUNE_HOME/demo.json`: how to reach and use the platform. Exists only while it is ready; holds secrets, so it is private. */
export type Demo = z.infer<typeof demoSchema>;
export type DemoKeys = Demo["keys"];

export function writeDemo(file: string, demo: Demo): void {
  writeAtomically(file, `${JSON.stringify(demo, null, 2)}\n`, 0o600);
}

export function removeDemo(file: string): void {
  rmSync(file, { force: true });
}
