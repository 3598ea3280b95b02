import { rmSync } from "node:fs";
import { z } from "zod";
import { writeAtomically } from "./write-atomically.ts";

const keysSchema = z.object({ secret: z.string(), publishable: z.string() });

export const demoSchema = z.object({
  apiUrl: z.url(),
  consoleUrl: z.url(),
  metricsUrl: z.url(),
  /** The music shop. */
  tenant: z.object({ id: z.string(), slug: z.string() }),
  keys: keysSchema,
  /** All tenants of the demo, the music shop first. */
  tenants: z.array(z.object({ id: z.string(), slug: z.string(), name: z.string(), keys: keysSchema })).optional(),
  /** The music shop's first. */
  users: z.array(z.object({ email: z.string(), password: z.string(), role: z.string(), tenant: z.string().optional() })),
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
