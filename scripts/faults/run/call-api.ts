export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly retryAfter: string | null;
}

const PATIENCE_MS = 5_000;

/** A request, answered or not: `undefined` when the connection broke or nothing came in time, so that nobody knows what became of it. */
export async function callApi(
  origin: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<Answer | undefined> {
  try {
    const answer = await fetch(`${origin}${path}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: answer.status, body: (await answer.json()) as Answer["body"], retryAfter: answer.headers.get("retry-after") };
  } catch {
    return undefined;
  }
}
