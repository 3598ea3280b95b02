// `npm run test:faults`: a platform on real servers under load, everything that may go wrong with it, and an independent model of what its state must be.
import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sentenceOf } from "../platform/failure.ts";
import { provideServerPrograms } from "../testing/server-programs.ts";
import type { Fault } from "./fault.ts";
import { FAULTS } from "./fault-list.ts";
import { checkAfterAll } from "./run/after-all.ts";
import { campaign } from "./run/campaign.ts";
import { faultTable, type Row, withFaultTable } from "./run/fault-table.ts";
import { type Options, OTHER_PARTS, readOptions } from "./run/options.ts";
import { leaveStopped, scaleOut } from "./run/scale-out.ts";
import { spike } from "./run/spike.ts";
import { beginWorld } from "./run/world.ts";

const PAGE = path.join(import.meta.dirname, "../../docs/guarantees.md");
const EVENTS_PER_SECOND = 300;
/** Two cores hold some two to three thousand events a second beside a load generator: ten times the calm must be within that, or the spike is none. */
const CALM_EVENTS_PER_SECOND = 100;
const SPIKE_MS = { short: 10_000, long: 60_000 };
const PEOPLE = { short: 150, long: 3_000 };

const startedMs = performance.now();
const say = (line: string) => console.log(`[${((performance.now() - startedMs) / 1000).toFixed(0).padStart(4)} s] ${line}`);

try {
  const options = readOptions(process.argv.slice(2), () => randomUUID().slice(0, 8));
  provideServerPrograms(process.env);
  process.exitCode = (await run(options)) ? 0 : 1;
} catch (error) {
  console.error(`\n${sentenceOf(error, "The faults")}\n`);
  process.exitCode = 1;
}

async function run(options: Options): Promise<boolean> {
  say(`seed ${options.seed}, ${options.client}, ${options.long ? "long" : "short"} form`);
  const rows: Row[] = [];
  const violations: string[] = [];
  for (const brokers of [1, 3] as const) {
    const faults = FAULTS.filter((fault) => (fault.brokers ?? 1) === brokers && options.only?.has(fault.name) !== false);
    const parts = new Set(brokers === 1 ? OTHER_PARTS.filter((part) => options.only?.has(part) !== false) : []);
    if (faults.length + parts.size > 0) await runWorld(options, brokers, faults, parts, { rows, violations });
  }
  console.log(`\n${faultTable(rows)}\n`);
  const total = rows.reduce((sum, { runs }) => sum + runs, 0);
  say(`${total} faults, ${rows.reduce((sum, { events }) => sum + events, 0)} events acknowledged; seed ${options.seed}`);
  for (const violation of violations) console.log(`  ✘ ${violation}`);
  if (options.write) writeFileSync(PAGE, withFaultTable(readFileSync(PAGE, "utf8"), tableWithSource(rows, total, violations, options)));
  return violations.length === 0;
}

/** A platform with a third worker only where scaling out is tried: it is a guest of the others. */
async function runWorld(
  options: Options,
  brokers: 1 | 3,
  faults: readonly Fault[],
  parts: ReadonlySet<string>,
  { rows, violations }: { readonly rows: Row[]; readonly violations: string[] },
) {
  const runsOf = runsFor(options);
  const workers = parts.has("scale-out") ? 3 : 2;
  const world = await beginWorld({
    seed: options.seed,
    brokers,
    client: options.client,
    workers,
    people: options.long ? PEOPLE.long : PEOPLE.short,
    veterans: 2 * faults.reduce((sum, fault) => sum + runsOf(fault), 0) + 1,
    eventsPerSecond: EVENTS_PER_SECOND,
    say,
  });
  say(
    `a platform on ${brokers === 1 ? "Kafka, Redis, Qdrant and Postgres" : "three brokers, Redis and Postgres"} serves, with two apis and two workers`,
  );
  try {
    for (const guest of world.stack.workers.slice(2)) await leaveStopped(world, guest);
    rows.push(...(await campaign(world, faults, { long: options.long, runsOf, say })));
    if (parts.has("spike")) rows.push(await spike(world, CALM_EVENTS_PER_SECOND, options.long ? SPIKE_MS.long : SPIKE_MS.short, say));
    if (parts.has("scale-out")) rows.push(...(await scaleOut(world, { long: options.long, say })));
    await world.load.halt();
    await checkAfterAll(world);
    say(`workers and apis were started again ${world.keeper.restarts()} times`);
  } finally {
    violations.push(...world.violations.lines);
    await world.stop();
  }
}

function runsFor({ long, faults, only }: Options): (fault: Fault) => number {
  const runs = ({ runs: of }: Fault) => (long ? of.long : of.short);
  if (faults === undefined) return runs;
  const all = FAULTS.filter(({ name }) => only?.has(name) !== false).reduce((sum, fault) => sum + runs(fault), 0);
  return (fault) => Math.ceil((runs(fault) * faults) / Math.max(1, all));
}

/** A run that missed something says so where its figures stand. */
function tableWithSource(
  rows: readonly Row[],
  total: number,
  violations: readonly string[],
  { seed, faults, client, long }: Options,
): string {
  const many = faults === undefined ? "" : ` --faults ${faults}`;
  const flags = [long ? " --long" : "", many, ` --seed ${seed}`, client === "kafkajs" ? "" : ` --client ${client}`].join("");
  const missed = violations.length === 0 ? "Nothing was missed." : `Missed: ${violations.join("; ")}.`;
  return `${faultTable(rows)}\n\n${total} faults on ${new Date().toISOString().slice(0, 10)}: \`npm run test:faults --${flags}\`. ${missed}`;
}
