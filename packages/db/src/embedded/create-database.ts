import pg from "pg";

/** Makes the database `name` where it is missing. `server` leads to another one, as the owner. */
export async function createDatabase(server: pg.ClientConfig, name: string): Promise<void> {
  const client = new pg.Client(server);
  // A server that ends while we ask rejects the query too.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
