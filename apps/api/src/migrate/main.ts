// Brings the database to this version and ends: run it before the other processes of the same version start.
import { connectApp, connectIdentity } from "@attune/db/connect";
import { databaseSettings } from "@attune/db/database-settings";
import { firstOwner } from "@attune/db/first-owner";
import { migrate } from "@attune/db/migrate";
import { readMigrateEnv } from "./env.ts";

async function main(): Promise<void> {
  const { DATABASE_URL, MASTER_KEY, owner } = readMigrateEnv();
  const settings = databaseSettings(DATABASE_URL, MASTER_KEY);
  const applied = await migrate(settings);
  console.log(applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`);
  if (owner === undefined) return;
  const app = connectApp(settings, 1);
  const identity = connectIdentity(settings, 1);
  try {
    const made = await firstOwner({ app, identity, masterKey: MASTER_KEY }, owner);
    console.log(
      made === undefined ? "There are tenants already; no owner was made." : `${made.email} owns the tenant "${made.tenant.slug}".`,
    );
  } finally {
    await Promise.all([app.$disconnect(), identity.$disconnect()]);
  }
}

await main().catch((error: unknown) => {
  console.error(sentenceOf(error));
  process.exit(1);
});

/** What pg says of a server that cannot be reached has its reasons in a list and no message of its own. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return `Postgres (DATABASE_URL) cannot be reached: ${error.errors.map(String).join(", ")}.`;
  return error instanceof Error ? error.message : String(error);
}
