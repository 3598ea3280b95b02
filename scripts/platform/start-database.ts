// Imported only after the Prisma client was generated, hence apart from the rest.
import { connectApp, connectIdentity } from "@attune/db/connect";
import { databaseSettings } from "@attune/db/database-settings";
import { startEmbeddedPostgres } from "@attune/db/embedded-postgres";
import { migrate } from "@attune/db/migrate";
import { type Persona, replacePersonas } from "@attune/db/personas";
import { type DemoKeys, type DemoSeed, seedDemo } from "@attune/db/seed-demo";
import type { Life } from "./supervise.ts";

/** The embedded Postgres as one life of a supervised process; its address stays the same from life to life. */
export async function beginPostgres(home: string): Promise<Life & { readonly url: string }> {
  const postgres = await startEmbeddedPostgres({ home });
  return {
    url: postgres.url,
    pid: postgres.pid,
    exited: postgres.exited.then((how) => ({ how, complete: false })),
    stop: () => postgres.stop(),
  };
}

export interface Prepared {
  readonly migrations: readonly string[];
  readonly seed: DemoSeed;
}

/** Migrates and seeds the demo tenant; a second time changes nothing. `personas` are the people that the preview offers by name; `undefined` leaves them. */
export async function prepareDatabase(
  url: string,
  masterKey: Uint8Array,
  knownKeys: DemoKeys | undefined,
  personas: readonly Omit<Persona, "id">[] | undefined,
): Promise<Prepared> {
  const settings = databaseSettings(url, masterKey);
  const migrations = await migrate(settings);
  const app = connectApp(settings, 2);
  const identity = connectIdentity(settings, 2);
  try {
    const seed = await seedDemo({ app, identity, masterKey, knownKeys });
    if (personas !== undefined) await replacePersonas(app, seed.tenant.id, [...personas], { actor: "system:start" });
    return { migrations, seed };
  } finally {
    await Promise.all([app.$disconnect(), identity.$disconnect()]);
  }
}
