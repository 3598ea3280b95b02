import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createDatabase } from "@attune/db/embedded/create-database";
import { initialise } from "@attune/db/embedded/initialise";
import { clearLeftoverPostmaster } from "@attune/db/embedded/leftover-postmaster";
import { postgresBinaries } from "@attune/db/embedded/postgres-binaries";
import { giveTo, unprivileged } from "@attune/db/embedded/unprivileged";
import { writeAtomically } from "../platform/write-atomically.ts";
import { type Service, type ServiceLife, startService } from "./service.ts";

export interface PostgresOptions {
  readonly folder: string;
  readonly port: number;
}

const OWNER = "attune";
const DATABASE = "attune";
const START_MS = 60_000;

/** Where it will be. The owner's password is made with the folder and stays with it. */
export function postgresAddress({ folder, port }: PostgresOptions, database = DATABASE): string {
  return `postgresql://${OWNER}:${passwordIn(folder)}@127.0.0.1:${port}/${database}`;
}

/**
 * Postgres as a company runs it: on a port, and nobody is let in without a password, the product's own roles included. The embedded one behind a
 * socket trusts whoever may open that, so a wrong password would not be noticed there. The same binaries, a cluster of its own.
 */
export async function startPostgres({ folder, port }: PostgresOptions, life: ServiceLife = {}): Promise<Service> {
  const [launch, binaries] = await Promise.all([unprivileged(), postgresBinaries()]);
  const address = postgresAddress({ folder, port });
  const dataFolder = path.join(folder, "data");
  await giveTo(folder, launch.uid);
  if (!existsSync(dataFolder)) {
    const byPassword = ["--auth=scram-sha-256", `--pwfile=${passwordFile(folder)}`];
    await initialise(binaries, launch, dataFolder, OWNER, byPassword);
  }
  const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: "", timezone: "UTC", log_timezone: "UTC" };
  const [command = "", ...args] = [
    ...launch.prefix,
    binaries.postgres,
    "-D",
    dataFolder,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const start = () =>
    startService(
      {
        name: "postgres",
        address,
        command,
        args,
        folder,
        readyWithinMs: START_MS,
        ready: () => createDatabase({ connectionString: postgresAddress({ folder, port }, "postgres") }, DATABASE).then(() => true, failed),
        // Its SIGTERM waits for every session to end by itself.
        endsBy: "SIGINT",
        missing: "Postgres is missing from the installed packages: npm install; or set DATABASE_URL to one that runs.",
      },
      life,
    );
  const deadline = performance.now() + START_MS;
  for (;;) {
    await clearLeftoverPostmaster(dataFolder);
    try {
      return await start();
    } catch (cause) {
      // Sessions of a killed server end within moments, but until then Postgres rightly refuses to start beside them.
      if (!String(cause).includes("is still in use") || performance.now() > deadline) throw cause;
    }
  }
}

const failed = (): boolean => false;
const passwordFile = (folder: string): string => path.join(folder, "password");

function passwordIn(folder: string): string {
  const file = passwordFile(folder);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeAtomically(file, randomBytes(18).toString("base64url"), 0o600);
  }
  return readFileSync(file, "utf8");
}
