import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { type Options, parse } from "csv-parse";

/** Lines of a text file, one at a time, without empty ones. */
export async function* readLines(file: string, encoding: BufferEncoding = "utf8"): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(file, { encoding }), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== "") yield line;
  }
}

/** Rows of a gzipped CSV file with a header, as objects by column. */
export async function* readGzippedCsv(file: string, options: Options = {}): AsyncGenerator<Record<string, string>> {
  const parser = parse({ columns: true, ...options });
  // A broken file reaches the reader of the rows as the parser's error.
  pipeline(createReadStream(file), createGunzip(), parser, () => undefined);
  for await (const row of parser) yield row as Record<string, string>;
}
