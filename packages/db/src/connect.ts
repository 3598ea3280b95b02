import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { DatabaseSettings } from "./database-settings.ts";
import { PrismaClient } from "./generated/client.ts";

declare const role: unique symbol;

/** One tenant at a time, by `inTenant`; without a tenant it sees nothing. */
export type AppDb = PrismaClient & { readonly [role]: "app" };
/** Read only, all tenants: for `controlSource`. */
export type ControlDb = PrismaClient & { readonly [role]: "control" };
/** People and sign-in. */
export type IdentityDb = PrismaClient & { readonly [role]: "identity" };
/** All tenants, what the worker writes. */
export type WorkerDb = PrismaClient & { readonly [role]: "worker" };

/** Connects lazily, at the first query; `$disconnect()` closes the pool. */
export function connectApp({ app }: DatabaseSettings, maxConnections = 10): AppDb {
  return connect(app, maxConnections) as AppDb;
}

export function connectControl({ control }: DatabaseSettings, maxConnections = 2): ControlDb {
  return connect(control, maxConnections) as ControlDb;
}

export function connectIdentity({ identity }: DatabaseSettings, maxConnections = 5): IdentityDb {
  return connect(identity, maxConnections) as IdentityDb;
}

export function connectWorker({ worker }: DatabaseSettings, maxConnections = 2): WorkerDb {
  return connect(worker, maxConnections) as WorkerDb;
}

/** The same generated client behind every role: what differs is what the server lets it do, and the type keeps them apart in our code. */
function connect(connectionString: string, max: number): PrismaClient {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    application_name: "attune",
  });
  // A server that went away breaks idle connections. The next query reports it; unheard here, it would end the process.
  pool.on("error", () => undefined);
  return new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: true }),
    transactionOptions: { maxWait: 10_000, timeout: 15_000 },
  });
}
