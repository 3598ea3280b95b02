import { setTimeout as pause } from "node:timers/promises";

/** A customer's view of the public API: it waits when asked to wait and goes on when the platform is back. */
export interface ApiClient {
  /** Resolves with whatever was answered other than 429, 502, 503 and 504; a network that fails is tried again as well. Rejects only when aborted. */
  send(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<ApiAnswer>;
}

interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface ApiClientOptions {
  readonly url: string;
  readonly key: string;
  readonly signal?: AbortSignal;
  /** Told about every wait, for the one who watches. */
  readonly waiting?: (why: string, waitMs: number) => void;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;
const TRY_AGAIN = new Set([429, 502, 503, 504]);

export function apiClient(options: ApiClientOptions): ApiClient {
  const { signal } = options;
  return {
    async send(method, path, body) {
      const init: RequestInit = {
        method,
        headers: { authorization: `Bearer ${options.key}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      };
      for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2)) {
        const answer = await attempt(`${options.url}${path}`, init);
        signal?.throwIfAborted();
        if (!("wait" in answer)) return answer;
        const waitMs = answer.retryAfterMs ?? retryMs;
        options.waiting?.(answer.wait, waitMs);
        await pause(waitMs, undefined, signal === undefined ? {} : { signal });
      }
    },
  };
}

async function attempt(url: string, init: RequestInit): Promise<ApiAnswer | { wait: string; retryAfterMs: number | undefined }> {
  try {
    const answer = await fetch(url, init);
    const text = await answer.text();
    if (TRY_AGAIN.has(answer.status))
      return { wait: `status ${answer.status}`, retryAfterMs: retryAfterMs(answer.headers.get("retry-after")) };
    return { status: answer.status, body: text === "" ? undefined : parsed(text) };
  } catch (error) {
    return { wait: error instanceof Error ? error.message : String(error), retryAfterMs: undefined };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function retryAfterMs(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
