// `npm run bench`: what this checkout does on this machine. How each figure comes about: docs/benchmarks.md.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { flushCost, roundTripCost } from "./baseline/raw-costs.ts";
import { benchItems } from "./bench-items.ts";
import { measureKafkaClients } from "./kafka-clients.ts";
import { measurePersonState } from "./measure/person-state.ts";
import { measurePersonStateInRedis } from "./measure/person-state-in-redis.ts";
import { readOptions } from "./options.ts";
import { quantilesOf, quantilesText, short } from "./report/figures.ts";
import { printReport } from "./report/print-report.ts";
import { Profiles } from "./report/profiles.ts";
import { Report } from "./report/report.ts";
import { measureScale } from "./scale/measure-scale.ts";

const PEOPLE_OF_STATE = 100_000;
const PEOPLE_IN_REDIS = [1_000, 10_000, 100_000];

const options = readOptions(process.argv.slice(2));
const startMs = performance.now();
const tell = (line: string) => console.error(`[${((performance.now() - startMs) / 1000).toFixed(0).padStart(3)} s] ${line}`);
const report = new Report(tell);
const profiles = new Profiles(options.profile, tell);
const [cpu] = cpus();
const machine = `${cpus().length} x ${cpu?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}`;
const busyBefore = loadavg()[0] ?? 0;

// What was measured before a failure is shown all the same: a long run is not to be lost with its last part.
const failure = await measureAll().then(
  () => undefined,
  (cause: unknown) => cause,
);

console.log(
  `\n${new Date().toISOString().slice(0, 10)}, ${machine}; load average before ${short(busyBefore)}; ${short((performance.now() - startMs) / 1000)} s\n`,
);
printReport(report, console.log);
if (options.json !== undefined) {
  const { rows, verdicts, numbers } = report;
  writeFileSync(
    options.json,
    `${JSON.stringify({ at: new Date().toISOString(), machine, loadAverageBefore: busyBefore, options, numbers, rows, verdicts }, null, 2)}\n`,
  );
}

if (failure !== undefined) {
  console.error(failure);
  process.exitCode = 1;
}

async function measureAll(): Promise<void> {
  await measureMachine();
  if (options.kafkaClients) await measureKafkaClients(report, options);
  else if (options.workers.length > 0) await measureScale(options, report, profiles);
  else {
    for (const items of options.items) await benchItems(items, options, report, profiles);
    if (options.services) await measurePersonStateInRedis(report, options.quick ? PEOPLE_IN_REDIS.slice(0, 2) : PEOPLE_IN_REDIS);
    else await measurePersonState(report, options.quick ? PEOPLE_OF_STATE / 10 : PEOPLE_OF_STATE);
  }
}

async function measureMachine(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-bench-raw-"));
  const section = "this machine";
  try {
    const [flush, trip] = [await flushCost(folder), await roundTripCost()].map((sketch) => quantilesOf(sketch.toJSON())) as [Times, Times];
    report.row({ section, what: "one LMDB transaction, flushed, p50 / p95 / p99", measured: quantilesText(flush) });
    report.row({ section, what: "one loopback round trip, p50 / p95 / p99", measured: quantilesText(trip) });
    for (const [name, value] of Object.entries(flush)) report.number(`machine.flush.${name}`, value);
    for (const [name, value] of Object.entries(trip)) report.number(`machine.roundTrip.${name}`, value);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Times = ReturnType<typeof quantilesOf>;
