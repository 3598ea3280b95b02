import pg from "pg";

const PATIENCE_MS = 5_000;

/** Resolves when the Postgres at `url` lets the owner in. Throws one sentence, without the password, when it does not. */
export async function requirePostgres(url: string): Promise<void> {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol))
    throw new Error("DATABASE_URL: must be an address such as postgresql://user:password@127.0.0.1:5432/attune.");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT 1");
  } catch (cause) {
    const why =
      cause instanceof AggregateError ? cause.errors.map(String).join(", ") : cause instanceof Error ? cause.message : String(cause);
    throw new Error(`DATABASE_URL: no usable Postgres at ${withoutPassword(url)} (${why}).`, { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "***";
  return shown.href;
}
