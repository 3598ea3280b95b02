import { AttuneError } from "./attune-error.ts";
import { retryAfterMs } from "./retry-delay.ts";

interface RequestOptions {
  /** Lets the request outlive the page; browsers allow 64 KB of such bodies at a time. */
  readonly keepalive?: boolean;
  readonly idempotencyKey?: string;
}

/** POSTs JSON text and answers the parsed JSON; every failure is an AttuneError. */
export type ApiRequest = (path: string, json: string, options?: RequestOptions) => Promise<unknown>;

export function apiRequest(settings: { apiUrl: string; key: string; fetch: typeof globalThis.fetch; timeoutMs: number }): ApiRequest {
  const { key, fetch, timeoutMs } = settings;
  const base = new URL(settings.apiUrl.endsWith("/") ? settings.apiUrl : `${settings.apiUrl}/`);

  return async function request(path, json, options = {}) {
    const headers: Record<string, string> = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      accept: "application/json",
    };
    if (options.idempotencyKey !== undefined) headers["idempotency-key"] = options.idempotencyKey;
    let response: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      response = await fetch(new URL(path, base), { method: "POST", headers, body: json, keepalive: options.keepalive === true, signal });
      text = await response.text();
    } catch (cause) {
      const late = cause instanceof Error && cause.name === "TimeoutError";
      throw late
        ? new AttuneError(`Attune did not answer within ${timeoutMs} ms.`, { status: 0, code: "timeout", cause })
        : new AttuneError("Attune could not be reached.", { status: 0, code: "network", cause });
    }
    const body = parsed(text);
    if (!response.ok) throw refusal(response, body);
    // A captive portal answers 200 with a page of its own; taking that for success would lose events.
    if (body === undefined) throw new AttuneError("The answer is not JSON.", { status: response.status, code: "unexpected_answer" });
    return body;
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function refusal(response: Response, body: unknown): AttuneError {
  const problem = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown> & { readonly errors?: unknown };
  const textOf = (name: string): string | undefined => (typeof problem[name] === "string" ? problem[name] : undefined);
  const details = Array.isArray(problem.errors) ? (problem.errors as unknown[]) : [];
  return new AttuneError(textOf("detail") ?? textOf("title") ?? `Attune answered ${response.status}.`, {
    status: response.status,
    code: textOf("code") ?? `http_${response.status}`,
    requestId: textOf("requestId"),
    errors: details.filter(isDetail),
    retryAfterMs: retryAfterMs(response.headers.get("retry-after"), Date.now()),
  });
}

function isDetail(detail: unknown): detail is AttuneError["errors"][number] {
  const { path, message } = (detail ?? {}) as { path?: unknown; message?: unknown };
  return typeof path === "string" && typeof message === "string";
}
