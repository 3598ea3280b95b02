// `npm run status`: what runs on the state folder. Exit code 1 when nothing does, or when it is not ready.
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sentenceOf } from "./platform/failure.ts";
import { type Home, homeAt } from "./platform/home.ts";
import { runningHolder } from "./platform/home-lock.ts";
import { hopTable } from "./platform/hop-table.ts";
import { readNotes } from "./platform/journal.ts";
import { readHops } from "./platform/read-hops.ts";
import { readMetrics, sumOf } from "./platform/read-metrics.ts";
import { loadSecrets } from "./platform/secrets.ts";
import { readSettings } from "./platform/settings.ts";
import type { SupervisorRecord } from "./platform/supervisor-file.ts";
import { runningServers } from "./services/stack.ts";

const RATE_WINDOW_MS = 1000;
const NOTES = 5;

try {
  const settings = readSettings(process.env, path.join(import.meta.dirname, ".."));
  process.exit((await report(settings.ATTUNE_HOME)) ? 0 : 1);
} catch (error) {
  console.error(`\n${sentenceOf(error, "Asking")}\n`);
  process.exit(1);
}

async function report(root: string): Promise<boolean> {
  const home = homeAt(root);
  const supervisor = existsSync(home.lock) ? runningHolder(home) : undefined;
  if (supervisor === undefined) {
    console.log(`\n  No Attune runs on ${root}. Start one: npm start\n`);
    sayOwnServers(home);
    return false;
  }
  const ready = existsSync(home.demo);
  const minutes = (Date.now() - supervisor.startedAtMs) / 60_000;
  console.log(`\n  Attune on ${root}: ${ready ? "ready" : "not ready"}, up ${minutes.toFixed(1)} min, supervisor ${supervisor.pid}\n`);
  for (const { name, pid, ready: serving, restarts } of supervisor.processes) {
    const times = restarts === 0 ? "" : `, restarted ${restarts} times`;
    console.log(`  ${serving ? "✔" : "✘"} ${name.padEnd(14)} ${pid === undefined ? "not running" : `process ${pid}`}${times}`);
  }
  sayOwnServers(home);
  console.log(`\n  api ${supervisor.apiUrl ?? "-"}   console ${supervisor.consoleUrl ?? "-"}   metrics ${supervisor.metricsUrl ?? "-"}`);
  console.log(`  ${await traffic(supervisor)}`);
  for (const line of await hops(home, supervisor)) console.log(line === "" ? "" : `  ${line}`);
  const notes = readNotes(home.journal).slice(-NOTES);
  if (notes.length > 0) console.log("\n  Lately:");
  for (const { atMs, process: name, message } of notes) console.log(`  ${new Date(atMs).toISOString()}  ${name} ${message}`);
  console.log();
  return ready;
}

/** What `npm run services -- up` started; a platform's own servers are among its processes. */
function sayOwnServers({ services }: Home): void {
  for (const { name, pid, address, outlives } of runningServers(services).values())
    if (outlives) console.log(`  ✔ ${name.padEnd(14)} process ${pid} at ${address} (npm run services -- down)`);
}

/** Where the time goes now. Nothing while the api does not answer: the lines above say that already. */
async function hops(home: Home, { internalUrl }: SupervisorRecord): Promise<string[]> {
  if (!existsSync(home.secrets)) return [];
  const now = await readHops(internalUrl, loadSecrets(home.secrets).internalTokenSecret);
  return now === undefined ? [] : ["", ...hopTable(now)];
}

async function traffic({ metricsUrl, workerMetricsUrl }: SupervisorRecord): Promise<string> {
  const read = async () => [...(await readMetrics(metricsUrl)), ...(await readMetrics(workerMetricsUrl))];
  const before = await read();
  if (before.length === 0) return "no metrics yet";
  const startedAt = performance.now();
  await pause(RATE_WINDOW_MS);
  const after = await read();
  const seconds = (performance.now() - startedAt) / 1000;
  const rate = (metric: string, labels?: string) => {
    const [was, is] = [sumOf(before, metric, labels), sumOf(after, metric, labels)];
    return was === undefined || is === undefined ? "-" : `${((is - was) / seconds).toFixed(0)}/s`;
  };
  const accepted = rate("attune_events_total", 'outcome="accepted"');
  const lag = sumOf(after, "attune_lane_lag_records") ?? "-";
  return `accepted ${accepted}   folded ${rate("attune_events_folded_total")}   recommendations ${rate("attune_recommendations_total")}   lag ${lag} records`;
}
