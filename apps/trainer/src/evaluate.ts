// Offline evaluation: streams a data set through the pipeline that serves and measures it. `npm run evaluate -- --help`.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { Command, InvalidArgumentError, Option } from "commander";
import { openVectorIndex } from "./compose.ts";
import { calledFrom } from "./env.ts";
import { ALL_MODELS, CONTESTANTS, contestantsNamed } from "./evaluation/contestants.ts";
import { runEvaluation } from "./evaluation/run-evaluation.ts";
import { DataError } from "./formats/data-error.ts";
import type { Protocol } from "./protocols/protocol.ts";
import { PROTOCOLS } from "./protocols/protocols.ts";
import { progressBar } from "./report/progress-bar.ts";
import { resultsTable } from "./report/results-table.ts";

interface Flags {
  readonly protocol: string;
  readonly data: string;
  readonly file?: string;
  readonly model: string;
  readonly json?: string;
  readonly limit?: number;
}

const program = new Command("npm run evaluate --")
  .description("Streams a data set through the pipeline that serves: first it predicts, then it learns.")
  .addOption(new Option("--protocol <name>", "how to split and measure").choices(PROTOCOLS.map(({ name }) => name)).makeOptionMandatory())
  .requiredOption("--data <folder>", "folder of the data set")
  .option("--file <name>", "file inside the folder (protocol prequential)")
  .addOption(
    new Option("--model <name>", "what to measure").choices([...CONTESTANTS.map(({ name }) => name), ALL_MODELS]).default("pipeline"),
  )
  .option("--json <file>", "write the result there, too")
  .option("--limit <n>", "stop after so many measured predictions", positive)
  .parse();

const flags = program.opts<Flags>();
const atFolder = (name: string) => path.resolve(calledFrom(process.env), name);
const clock = () => performance.now();

try {
  const evaluation = await runEvaluation(
    {
      protocol: PROTOCOLS.find(({ name }) => name === flags.protocol) as Protocol,
      dir: atFolder(flags.data),
      file: flags.file,
      contestants: contestantsNamed(flags.model),
      limit: flags.limit,
    },
    {
      index: openVectorIndex(),
      clock,
      breathe: () => setImmediate(),
      startedAt: new Date().toISOString(),
      node: process.version,
      progress: (rows) => progressBar(rows, clock),
    },
  );
  console.log(`\n${evaluation.protocol} on ${evaluation.data.files.map(({ name, rows }) => `${name} (${rows} rows)`).join(", ")}`);
  console.log(resultsTable(evaluation.models));
  console.log(`${evaluation.seconds.toFixed(1)} s in all. Ties by item id; what was not retrieved is a miss.`);
  if (flags.json !== undefined) writeFileSync(atFolder(flags.json), `${JSON.stringify(evaluation, null, 2)}\n`);
} catch (error) {
  if (!(error instanceof DataError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("it must be a whole number from 1.");
  return value;
}
