import { createReadStream, existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { DataError } from "./data-error.ts";

export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

export function requireFile(dir: string, name: string): string {
  const file = path.join(dir, name);
  if (!existsSync(file)) throw new DataError(`There is no ${name} in ${dir}.`);
  return file;
}

/** Lines of a text file (gzipped when its name ends in .gz), one at a time, without empty ones. */
export async function* readLines(dir: string, name: string): AsyncGenerator<Line> {
  const source = createReadStream(requireFile(dir, name));
  // A broken archive reaches the reader of the lines as the error of the unpacked stream.
  const input = name.endsWith(".gz") ? pipeline(source, createGunzip(), () => undefined) : source;
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (text.trim() !== "") yield { text, number };
  }
}

export function lineError(name: string, line: Line, problem: string): DataError {
  return new DataError(`${name}, line ${line.number}: ${problem}.`);
}
