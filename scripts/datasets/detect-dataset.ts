import { existsSync } from "node:fs";
import path from "node:path";
import { Failure } from "../platform/failure.ts";
import type { Dataset, DatasetFormat } from "./dataset.ts";
import { jsonl } from "./jsonl.ts";
import { movielens100k } from "./movielens-100k.ts";
import { onlineRetail } from "./online-retail.ts";

/** Each format is known by the files that it cannot do without. */
const FORMATS: Readonly<Record<DatasetFormat, { readonly files: readonly string[]; open(folder: string): Dataset }>> = {
  "movielens-100k": { files: ["u.data", "u.item", "u.user", "u.genre"], open: movielens100k },
  "online-retail": { files: ["events.csv.gz", "items.csv.gz"], open: onlineRetail },
  jsonl: { files: ["events.jsonl"], open: jsonl },
};

/** Throws a Failure that says which files were expected. */
export function describeDataset(folder: string): DatasetFormat {
  if (!existsSync(folder)) throw new Failure(`There is no folder ${folder}.`);
  const found = Object.entries(FORMATS).find(([, { files }]) => files.every((name) => existsSync(path.join(folder, name))));
  if (found !== undefined) return found[0] as DatasetFormat;
  const known = Object.entries(FORMATS).map(([name, { files }]) => `${name} (${files.join(", ")})`);
  throw new Failure(`${folder} is none of the known data sets: ${known.join("; ")}.`);
}

export function openDataset(folder: string): Dataset {
  return FORMATS[describeDataset(folder)].open(folder);
}
