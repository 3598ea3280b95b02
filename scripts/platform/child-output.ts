import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { CappedLog } from "./capped-log.ts";

/** Every line goes to the log; what a person should see at once (errors of any kind) also goes to `echo`. */
export function followOutput(streams: { stdout: Readable; stderr: Readable }, log: CappedLog, echo: (line: string) => void): void {
  for (const [name, stream] of Object.entries(streams) as [string, Readable][]) {
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      const error = errorIn(line) ?? (name === "stderr" && !line.startsWith("{") ? line : undefined);
      if (error !== undefined && error.trim() !== "") echo(error);
    });
  }
}

const PINO_ERROR = 50;

/** The message of a structured log line at level error or above. */
function errorIn(line: string): string | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as { level?: number; msg?: string; err?: { message?: string } };
    if (typeof level !== "number" || level < PINO_ERROR) return undefined;
    return [msg, err?.message].filter((part, i, all) => part !== undefined && all.indexOf(part) === i).join(": ");
  } catch {
    return undefined;
  }
}
