import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Failure } from "../platform/failure.ts";
import { missingPrograms } from "./programs.ts";
import { runningServer, type ServerRecord } from "./server-record.ts";
import { addressVariables, planServers, runningServers, SERVER_NAMES, type ServerName } from "./stack.ts";

type Say = (line: string) => void;

const STOP_MS = 30_000;
const POLL_MS = 50;

/** Starts what does not run yet, to go on when this process has ended. When one fails, those begun here are stopped again. */
export async function bringUp(folder: string, say: Say): Promise<void> {
  const running = runningServers(folder);
  const missing = SERVER_NAMES.filter((name) => !running.has(name));
  const startedAt = performance.now();
  const begun = await Promise.allSettled((await planServers(folder, missing)).map((server) => server.begin({ outlives: true })));
  const services = begun.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failures = begun.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  if (failures.length > 0) {
    await Promise.all(services.map((service) => service.stop()));
    throw failures.length === 1 ? failures[0] : new Failure(failures.map(messageOf).join("\n"));
  }
  for (const name of SERVER_NAMES) say(`  ✔ ${lineOf(name, runningServers(folder).get(name))}`);
  say(`\n  ${services.length} started in ${((performance.now() - startedAt) / 1000).toFixed(1)} s. For the platform:\n`);
  for (const [variable, address] of Object.entries(variablesOf(folder))) say(`  export ${variable}=${address}`);
  say("");
}

/** Stops those that `up` started; those of a platform are the platform's. */
export async function bringDown(folder: string, say: Say): Promise<void> {
  for (const name of SERVER_NAMES) {
    const server = runningServer(path.join(folder, name));
    if (server === undefined) say(`  - ${name.padEnd(8)} does not run`);
    else if (!server.outlives) say(`  ! ${name.padEnd(8)} belongs to a platform that runs (process ${server.pid}): stop that one`);
    else say(`  ✔ ${name.padEnd(8)} ${await end(folder, name, server)}`);
  }
}

/** One line for each. Answers whether all of them run. */
export function describeServers(folder: string, say: Say): boolean {
  const running = runningServers(folder);
  for (const name of SERVER_NAMES) say(`  ${running.has(name) ? "✔" : "✘"} ${lineOf(name, running.get(name))}`);
  for (const { name, neededBy, mend } of missingPrograms()) say(`  ! ${name} is missing, which ${neededBy} needs: ${mend}.`);
  return running.size === SERVER_NAMES.length;
}

function lineOf(name: ServerName, server: ServerRecord | undefined): string {
  if (server === undefined) return `${name.padEnd(8)} does not run`;
  return `${name.padEnd(8)} process ${String(server.pid).padEnd(8)} ${withoutPassword(server.address)}${server.outlives ? "" : "   (of a platform)"}`;
}

function withoutPassword(address: string): string {
  return address.replace(/:[^:@/]+@/, ":***@");
}

function variablesOf(folder: string): Readonly<Record<string, string>> {
  return addressVariables([...runningServers(folder)].map(([name, { address }]) => ({ name, address })));
}

async function end(folder: string, name: ServerName, { pid, endsBy }: ServerRecord): Promise<string> {
  process.kill(pid, endsBy);
  const deadline = performance.now() + STOP_MS;
  while (runningServer(path.join(folder, name))?.pid === pid) {
    if (performance.now() > deadline) {
      process.kill(pid, "SIGKILL");
      return `did not end within ${STOP_MS / 1000} s and was killed`;
    }
    await pause(POLL_MS);
  }
  return "stopped";
}

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
