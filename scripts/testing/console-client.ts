/** Somebody who signed in to a running console, and calls its procedures as the browser does: by HTTP, with the session's cookies. */
export interface ConsoleClient {
  call(procedure: string, kind: ProcedureKind, input: unknown): Promise<ProcedureAnswer>;
}

export type ProcedureKind = "query" | "mutation" | "subscription";

interface ProcedureAnswer {
  readonly status: number;
  /** tRPC's code of a refusal. */
  readonly code: string | undefined;
  /** The body as it came. */
  readonly text: string;
}

/** Nobody: no cookies at all. */
export function strangerClient(consoleUrl: string): ConsoleClient {
  return clientWith(consoleUrl, "");
}

/** Throws when the console does not let them in. `tenantId`: which of their tenants they look at. */
export async function signedInClient(
  consoleUrl: string,
  account: { readonly email: string; readonly password: string },
  tenantId: string,
): Promise<ConsoleClient> {
  const jar = new Map<string, string>();
  const request = async (
    path: string,
    init: Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> => {
    const response = await fetch(new URL(path, consoleUrl), {
      ...init,
      redirect: "manual",
      headers: { ...init.headers, cookie: cookiesOf(jar) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = (line.split(";", 1)[0] as string).split(/=(.*)/s) as [string, string];
      jar.set(name, value);
    }
    return response;
  };
  const token = async () => ((await (await request("/api/auth/csrf")).json()) as { csrfToken: string }).csrfToken;
  await request("/api/auth/callback/credentials", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...account, csrfToken: await token(), json: "true" }),
  });
  const session = await request("/api/auth/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ csrfToken: await token(), data: { tenantId } }),
  });
  const { console: seen } = (await session.json()) as { console?: { tenant?: { tenantId: string } } };
  if (seen?.tenant?.tenantId !== tenantId) throw new Error(`${account.email} was not let into tenant ${tenantId}.`);
  return clientWith(consoleUrl, cookiesOf(jar));
}

function clientWith(consoleUrl: string, cookie: string): ConsoleClient {
  return {
    async call(procedure, kind, input) {
      const url = new URL(`/api/trpc/${procedure}`, consoleUrl);
      const body = JSON.stringify(input === undefined ? {} : { json: input });
      if (kind !== "mutation") url.searchParams.set("input", body);
      // A stream has no end of its own: its head says whether it was permitted.
      const ends = kind === "subscription" ? AbortSignal.timeout(1_500) : AbortSignal.timeout(30_000);
      const response = await fetch(url, {
        headers: { cookie, ...(kind === "mutation" ? { "content-type": "application/json" } : {}) },
        ...(kind === "mutation" ? { method: "POST", body } : {}),
        signal: ends,
      });
      const text = await response.text().catch(() => "");
      return { status: response.status, code: /"code":"([A-Z_]+)"/.exec(text)?.[1], text };
    },
  };
}

function cookiesOf(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
}
