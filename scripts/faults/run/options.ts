import { parseArgs } from "node:util";
import { Failure } from "../../platform/failure.ts";
import { FAULTS } from "../fault-list.ts";

export interface Options {
  readonly long: boolean;
  /** At least so many faults in all. */
  readonly faults: number | undefined;
  readonly seed: string;
  readonly client: "kafkajs" | "platformatic";
  /** Names of faults, `spike` and `scale-out` among them; all of them unless told. */
  readonly only: ReadonlySet<string> | undefined;
  readonly write: boolean;
}

export const OTHER_PARTS = ["spike", "scale-out"] as const;

/** Throws a Failure that names what is wrong. */
export function readOptions(args: readonly string[], freshSeed: () => string): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      long: { type: "boolean", default: false },
      faults: { type: "string" },
      seed: { type: "string" },
      client: { type: "string", default: "kafkajs" },
      only: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const faults = values.faults === undefined ? undefined : Number(values.faults);
  if (faults !== undefined && !(Number.isInteger(faults) && faults > 0)) throw new Failure("--faults takes a number of faults.");
  if (values.client !== "kafkajs" && values.client !== "platformatic") throw new Failure("--client is kafkajs or platformatic.");
  const only = values.only === undefined ? undefined : new Set(values.only.split(","));
  const known = [...FAULTS.map(({ name }) => name), ...OTHER_PARTS];
  const unknown = [...(only ?? [])].filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Failure(`There is no fault ${unknown.join(", ")}. Known: ${known.join(", ")}.`);
  return { long: values.long, faults, seed: values.seed ?? freshSeed(), client: values.client, only, write: values.write };
}
