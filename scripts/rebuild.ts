// `npm run rebuild -- --lane users`: folds a lane anew beside the platform's, from the log or from the newest checkpoint, and compares every value. Works while the
// platform runs and while it does not. Exit code 0 when all was equal, 1 when not, 2 when it could not be found out.
import { existsSync } from "node:fs";
import path from "node:path";
import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { fileCheckpointStore } from "@attune/adapters/files/checkpoint-store";
import { openLog } from "@attune/adapters/open-log";
import { openStores } from "@attune/adapters/open-stores";
import { serviceAddressesSchema } from "@attune/core/ports/service-addresses";
import { laneTopic } from "@attune/stream-worker/lane-topic";
import { FOLDED_LANES, type FoldedLane } from "@attune/stream-worker/rebuild/lane-aside";
import { RebuildRefused, rebuildLane } from "@attune/stream-worker/rebuild/rebuild-lane";
import { rebuildLines } from "@attune/stream-worker/rebuild/rebuild-lines";
import { Command, InvalidArgumentError, Option } from "commander";
import { Failure, sentenceOf } from "./platform/failure.ts";
import { homeAt } from "./platform/home.ts";
import { readSettings } from "./platform/settings.ts";
import { addressVariables, namedServers, runningServers } from "./services/stack.ts";

interface Flags {
  readonly lane: FoldedLane["lane"];
  readonly partition?: number;
  readonly from?: "log" | "checkpoint";
  readonly verify: boolean;
}

const PATIENCE_MS = 10_000;

const program = new Command("npm run rebuild --")
  .description("Folds a lane anew beside the platform's state, compares every value, and puts right what differs.")
  .addOption(new Option("--lane <name>", "which lane").choices(FOLDED_LANES).makeOptionMandatory())
  .option("--partition <n>", "only this partition", wholeNumber)
  .addOption(
    new Option("--from <source>", "where the fold begins (default: the log while it has everything)").choices(["log", "checkpoint"]),
  )
  .option("--verify", "only compare, change nothing", false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();

try {
  process.exitCode = (await rebuild(program.opts<Flags>())) ? 0 : 1;
} catch (error) {
  console.error(`\n${error instanceof RebuildRefused ? error.message : sentenceOf(error, "The rebuild")}\n`);
  process.exitCode = 2;
}

/** True when every value was equal. */
async function rebuild({ lane, partition, from, verify }: Flags): Promise<boolean> {
  const home = homeAt(readSettings(process.env, path.join(import.meta.dirname, "..")).ATTUNE_HOME);
  const addresses = serviceAddressesSchema.parse(variables(home.services));
  if (addresses.REDIS_URL === undefined && !existsSync(path.join(home.data, "state")))
    throw new Failure(`There is no state in ${home.root}. Start the platform once, or set ATTUNE_HOME to its folder.`);
  const log = await openLog(home.data, addresses);
  const stores = await openStores(home.data, addresses, { report: console.error, patienceMs: PATIENCE_MS });
  const ports = { log, state: stores.state, checkpoints: fileCheckpointStore(home.checkpoints), codec: avroRecordCodec() };
  try {
    const all = (await log.bounds(laneTopic(lane))).map((bounds) => bounds.partition);
    let equal = true;
    console.log("");
    for (const each of partition === undefined ? all : [partition]) {
      const report = await rebuildLane(ports, { lane, partition: each }, { from, verify });
      console.log(`${rebuildLines(report).join("\n")}\n`);
      equal &&= report.outcome === "equal";
    }
    return equal;
  } finally {
    await log.close();
    await stores.close();
  }
}

/** The environment's addresses, and those of the servers that our scripts started for this folder. */
function variables(services: string): NodeJS.ProcessEnv {
  const named = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const taken = new Set(namedServers(process.env));
  const running = [...runningServers(services)].filter(([name]) => !taken.has(name)).map(([name, { address }]) => ({ name, address }));
  return { ...addressVariables(running), ...named };
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("it must be a whole number from 0.");
  return Number(text);
}
