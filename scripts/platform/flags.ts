import path from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "./failure.ts";

export interface StartFlags {
  readonly traffic: boolean;
  readonly fresh: boolean;
  /** On real servers: those that are named, and our own for the others. */
  readonly services: boolean;
  /** Absolute. */
  readonly dataset: string | undefined;
}

const FLAGS = `  --no-traffic         no simulated audience
  --fresh              forget all state first
  --services           on Postgres, Redis, Kafka and Qdrant, started here unless their addresses are set
  --dataset <folder>   import this folder instead of simulating an audience`;

/** Throws a Failure that lists the flags. A relative folder counts from where the person typed the command. */
export function readFlags(args: readonly string[], calledFrom: string): StartFlags {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        "no-traffic": { type: "boolean" },
        fresh: { type: "boolean" },
        services: { type: "boolean" },
        dataset: { type: "string" },
      },
      strict: true,
      allowPositionals: false,
    });
    return {
      traffic: values["no-traffic"] !== true,
      fresh: values.fresh === true,
      services: values.services === true,
      dataset: values.dataset === undefined ? undefined : path.resolve(calledFrom, values.dataset),
    };
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split(". ")[0] ?? "") : String(error);
    throw new Failure(`${problem}. The flags of \`npm start --\` are:\n${FLAGS}`);
  }
}
