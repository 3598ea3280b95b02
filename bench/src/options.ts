import { Command, InvalidArgumentError } from "commander";

export interface BenchOptions {
  readonly quick: boolean;
  /** On Kafka, Redis and Qdrant instead of the embedded stores. */
  readonly services: boolean;
  /** Numbers of workers to compare; none unless asked for. */
  readonly workers: readonly number[];
  /** Compares the clients that the log on Kafka can use, and nothing else. */
  readonly kafkaClients: boolean;
  readonly items: readonly number[];
  readonly people: number;
  readonly seconds: number;
  readonly json: string | undefined;
  readonly profile: string | undefined;
  readonly seed: string;
}

/** Ends the process with a sentence when an argument makes no sense. */
export function readOptions(args: readonly string[]): BenchOptions {
  const command = new Command("npm run bench --")
    .description("Measures this checkout: starts a platform of its own, loads it, prints a table.")
    .option("--quick", "under ninety seconds: fewer people and items, shorter phases", false)
    .option("--services", "on Kafka, Redis and Qdrant, which it starts, instead of the embedded stores", false)
    .option(
      "--workers <list>",
      "how throughput grows with the workers, measured at these numbers of them and simulated beyond; nothing else",
      workers,
    )
    .option("--kafka-clients", "the clients that the log on Kafka can use, side by side; nothing else", false)
    .option("--items <list>", "catalogue sizes, with commas between them", numbers)
    .option("--people <n>", "people in the workload, 20 events each", number)
    .option("--seconds <n>", "length of each phase of load", number)
    .option("--json <file>", "writes all numbers to this file")
    .option("--profile <folder>", "takes CPU profiles of api and worker in the phases that matter, and prints what costs most")
    .option("--seed <text>", "another seed, another workload", "1");
  const given = command.parse([...args], { from: "user" }).opts<{
    quick: boolean;
    services: boolean;
    kafkaClients: boolean;
    workers?: number[];
    items?: number[];
    people?: number;
    seconds?: number;
    json?: string;
    profile?: string;
    seed: string;
  }>();
  return {
    quick: given.quick,
    services: given.services || given.workers !== undefined,
    workers: given.workers ?? [],
    kafkaClients: given.kafkaClients,
    items: given.items ?? (given.quick ? [2000] : [10_000, 100_000]),
    people: given.people ?? (given.quick ? 2000 : 10_000),
    seconds: given.seconds ?? (given.quick ? 3 : 8),
    json: given.json,
    profile: given.profile,
    seed: given.seed,
  };
}

function number(text: string): number {
  const value = Number(text.replaceAll("_", ""));
  if (!(Number.isInteger(value) && value > 0)) throw new InvalidArgumentError("It must be a whole number above 0.");
  return value;
}

function workers(text: string): number[] {
  const values = text.split(",").map(number);
  if (values.some((value) => value > 8)) throw new InvalidArgumentError("Each must be from 1 to 8.");
  return values;
}

function numbers(text: string): number[] {
  const values = text.split(",").map(number);
  if (values.some((value) => value < 1000 || value > 1_000_000)) throw new InvalidArgumentError("Each must be from 1,000 to 1,000,000.");
  return values;
}
