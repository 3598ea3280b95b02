import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { requireFile } from "../formats/read-lines.ts";

export interface FileDescription {
  readonly name: string;
  /** Of the file as it lies there, packed or not. */
  readonly sha256: string;
  /** Lines of text in it, the header of a CSV file left out. */
  readonly rows: number;
}

/** Identifies what an evaluation was run on. Reads the file once, or twice when it is packed. */
export async function describeFile(dir: string, name: string): Promise<FileDescription> {
  const file = requireFile(dir, name);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  const header = /\.csv(\.gz)?$/.test(name) ? 1 : 0;
  return { name, sha256: hash.digest("hex"), rows: Math.max(0, (await countLines(file)) - header) };
}

async function countLines(file: string): Promise<number> {
  const source = createReadStream(file);
  const text = file.endsWith(".gz") ? pipeline(source, createGunzip(), () => undefined) : source;
  let lines = 0;
  let endsInside = false;
  for await (const chunk of text as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    endsInside = chunk.at(-1) !== 10;
  }
  return lines + (endsInside ? 1 : 0);
}
