// Imported only after the Prisma client was generated, hence apart from the rest.
import { connectApp, connectIdentity } from "@attune/db/connect";
import { databaseSettings } from "@attune/db/database-settings";
import { startEmbeddedPostgres } from "@attune/db/embedded-postgres";
import { migrate } from "@attune/db/migrate";
import { listPersonas, type Persona, replacePersonas } from "@attune/db/personas";
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

/**
 * Migrates and seeds the demo tenants; a second time changes nothing. `knownKeys` and `personas` are by slug: the people that the preview
 * offers by name, and `undefined` leaves those of an earlier start.
 */
export async function prepareDatabase(
  url: string,
  masterKey: Uint8Array,
  knownKeys: Readonly<Record<string, DemoKeys | undefined>>,
  personas: Readonly<Record<string, readonly Omit<Persona, "id">[] | undefined>>,
): Promise<Prepared> {
  const settings = databaseSettings(url, masterKey);
  const migrations = await migrate(settings);
  const app = connectApp(settings, 2);
  const identity = connectIdentity(settings, 2);
  try {
    const seed = await seedDemo({ app, identity, masterKey, knownKeys });
    for (const { id, slug } of seed.tenants) {
      const people = personas[slug];
      if (people !== undefined && !areAmong(people, await listPersonas(app, masterKey, id)))
        await replacePersonas(app, masterKey, id, people, { actor: "system:start" });
    }
    return { migrations, seed };
  } finally {
    await Promise.all([app.$disconnect(), identity.$disconnect()]);
  }
}

/** Whether all that is stored came from `people`: who is missing was erased, and must not come back with the next start. */
function areAmong(people: readonly Omit<Persona, "id">[], stored: readonly Persona[]): boolean {
  return stored.length > 0 && stored.every(({ userId }) => people.some((person) => person.userId === userId));
}
