// `npm run repartition -- --partitions 6`: moves people to another number of partitions of the events, with the platform stopped. Killed at any moment it can be run again.
import { existsSync } from "node:fs";
import path from "node:path";
import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { embeddedLog } from "@attune/adapters/embedded/log";
import { openLog } from "@attune/adapters/open-log";
import { openStores } from "@attune/adapters/open-stores";
import { type EventLayout, eventLayout, layOutEvents } from "@attune/core/ports/event-layout";
import type { Log } from "@attune/core/ports/log";
import { serviceAddressesSchema } from "@attune/core/ports/service-addresses";
import { deadLetters } from "@attune/stream-worker/dead-letters";
import { drainEvents } from "@attune/stream-worker/repartition/drain-events";
import { movePeople } from "@attune/stream-worker/repartition/move-people";
import { Command, InvalidArgumentError } from "commander";
import { Failure, sentenceOf } from "./platform/failure.ts";
import { homeAt } from "./platform/home.ts";
import { lockHome } from "./platform/home-lock.ts";
import { readSettings } from "./platform/settings.ts";

const PATIENCE_MS = 10_000;
const MOST_PARTITIONS = 256;

const { partitions } = new Command("npm run repartition --")
  .description("Moves people to another number of partitions of the events. The platform must be stopped.")
  .requiredOption("--partitions <n>", "how many there are to be", someNumber)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse()
  .opts<{ partitions: number }>();

try {
  await repartition(partitions);
} catch (error) {
  console.error(`\n${sentenceOf(error, "Repartitioning")}\n`);
  process.exitCode = 1;
}

async function repartition(count: number): Promise<void> {
  const home = homeAt(readSettings(process.env, path.join(import.meta.dirname, "..")).ATTUNE_HOME);
  const addresses = serviceAddressesSchema.parse(Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== "")));
  if (addresses.KAFKA_BROKERS !== undefined)
    throw new Failure(
      "Partitions can be moved on the embedded log only, so far: KAFKA_BROKERS names a Kafka, whose topic nobody has made larger yet.",
    );
  if (!existsSync(path.join(home.data, "log", "events")))
    throw new Failure(`There is no log in ${home.root}. Set EVENT_PARTITIONS before the first start instead.`);
  const lock = lockHome(home, { pid: process.pid, startedAtMs: Date.now(), processes: [] });
  const codec = avroRecordCodec();
  const stores = await openStores(home.data, addresses, { report: console.error, patienceMs: PATIENCE_MS });
  try {
    const former = await drained(home.data, addresses, { state: stores.state, codec });
    const next = { first: former.first + former.count, count };
    layOutEvents(next);
    const log = embeddedLog(home.data, { mayGrow: true });
    const { values, waitingImpressions } = await closing(log, () =>
      movePeople({ log, state: stores.state, codec }, former, next, Date.now()),
    );
    console.log(`\n  ${values} values of people moved from partitions ${named(former)} to ${named(next)}, each the same byte for byte;`);
    console.log(`  ${waitingImpressions} impressions wait for their outcome there.\n`);
    console.log(`  From now on every process of this installation needs EVENT_PARTITIONS=${named(next)}\n`);
  } finally {
    await stores.close();
    lock.release();
  }
}

/** The layout that people leave, after all of its records were folded. */
async function drained(
  data: string,
  addresses: Parameters<typeof openLog>[1],
  ports: Omit<Parameters<typeof drainEvents>[0], "log" | "park">,
): Promise<EventLayout> {
  const log = await openLog(data, addresses);
  await closing(log, () => drainEvents({ ...ports, log, park: deadLetters(log, Date.now) }));
  return eventLayout();
}

async function closing<T>(log: Log, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await log.close();
  }
}

function named({ first, count }: EventLayout): string {
  return `${first}-${first + count - 1}`;
}

function someNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MOST_PARTITIONS)
    throw new InvalidArgumentError(`it must be a whole number from 1 to ${MOST_PARTITIONS}.`);
  return value;
}
