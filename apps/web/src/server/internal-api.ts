import type * as z from "zod";
import type { ConsoleSession } from "../session/session.ts";
import { eventStream, type ServerSentEvent } from "./event-stream.ts";
import { internalToken } from "./internal-token.ts";

/** What the api refused, in words that may be shown: `status` is its HTTP status, 503 when it could not be reached. */
export class InternalApiFault extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "InternalApiFault";
    this.status = status;
  }
}

export interface InternalApi {
  call<T>(caller: Caller, request: InternalRequest<T>): Promise<T>;
  /** An open `text/event-stream`; ends when the api ends it, fails when the api is silent for `silenceMs`. */
  stream(caller: Caller, path: string, lastEventId: string | undefined, signal: AbortSignal): AsyncGenerator<readonly ServerSentEvent[]>;
}

export interface Caller {
  readonly userId: string;
  readonly tenantId: string;
  readonly role: NonNullable<ConsoleSession["tenant"]>["role"];
}

export interface InternalRequest<T> {
  readonly path: `/internal/v1/${string}`;
  /** Sent as JSON with POST; without it the request is a GET. */
  readonly body?: object;
  readonly answer: z.ZodType<T>;
}

export interface InternalApiSettings {
  readonly baseUrl: string;
  readonly secret: string;
  readonly nowMs: () => number;
  readonly timeoutMs?: number;
  readonly silenceMs?: number;
}

const UNREACHABLE = "The recommendation api does not answer at the moment.";

/** Live state comes through the api's internal listener and nothing else: the console never opens the stores. */
export function internalApi({ baseUrl, secret, nowMs, timeoutMs = 5_000, silenceMs = 10_000 }: InternalApiSettings): InternalApi {
  const headersFor = ({ userId, tenantId, role }: Caller) => ({
    authorization: `Bearer ${internalToken({ sub: userId, tenant: tenantId, role }, secret, nowMs())}`,
  });

  async function request(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(new URL(path, baseUrl), { ...init, cache: "no-store" }).catch((cause: unknown) => {
      throw new InternalApiFault(503, UNREACHABLE, { cause });
    });
    if (response.ok) return response;
    throw new InternalApiFault(response.status, await problemSentence(response));
  }

  async function call<T>(caller: Caller, { path, body, answer }: InternalRequest<T>): Promise<T> {
    const response = await request(path, {
      method: body ? "POST" : "GET",
      headers: { ...headersFor(caller), accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const parsed = answer.safeParse(await response.json());
    if (parsed.success) return parsed.data;
    throw new InternalApiFault(502, `The api answered ${path} in a shape that this console does not know.`, { cause: parsed.error });
  }

  async function* stream(caller: Caller, path: string, lastEventId: string | undefined, signal: AbortSignal) {
    const silence = new AbortController();
    const headers = { ...headersFor(caller), accept: "text/event-stream", ...(lastEventId ? { "last-event-id": lastEventId } : {}) };
    let timer = setTimeout(() => silence.abort(), silenceMs);
    try {
      const response = await request(path, { headers, signal: AbortSignal.any([signal, silence.signal]) });
      for await (const events of eventStream(response.body ?? new ReadableStream())) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), silenceMs);
        yield events;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  return { call, stream };
}

/** The public sentence of an RFC 9457 problem, or a sentence about the status. */
async function problemSentence(response: Response): Promise<string> {
  const problem: unknown = await response.json().catch(() => undefined);
  if (typeof problem === "object" && problem !== null) {
    for (const field of ["detail", "title"] as const) {
      const sentence = (problem as Record<string, unknown>)[field];
      if (typeof sentence === "string" && sentence !== "") return sentence;
    }
  }
  return `The api refused with status ${response.status}.`;
}
