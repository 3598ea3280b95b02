import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface RecordedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  readonly atMs: number;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  /** Sent as JSON, or as it is when a string. */
  readonly body?: unknown;
  /** Breaks the connection instead of answering. */
  readonly hangUp?: boolean;
  /** Answers only when this resolves. */
  readonly after?: Promise<void>;
}

type Answering = (request: RecordedRequest, index: number) => ScriptedAnswer;

/** A real HTTP server on loopback that writes down what it is asked and answers as the test says. */
export async function recordingServer(answering: Answering) {
  const requests: RecordedRequest[] = [];
  const arrivals: (() => void)[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
      const request = { path: incoming.url ?? "", headers: incoming.headers, body, atMs: performance.now() };
      const answer = answering(request, requests.length);
      requests.push(request);
      for (const arrived of arrivals.splice(0)) arrived();
      void (answer.after ?? Promise.resolve()).then(() => {
        if (answer.hangUp === true) return incoming.socket.destroy();
        const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {});
        outgoing.writeHead(answer.status, {
          "content-type": answer.status < 400 ? "application/json" : "application/problem+json",
          ...answer.headers,
        });
        return outgoing.end(text);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    /** Resolves when so many requests have arrived. */
    async received(count: number): Promise<void> {
      while (requests.length < count) await new Promise<void>((resolve) => arrivals.push(resolve));
    },
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface SentEvent {
  readonly eventId: string;
  readonly type: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly itemId?: string;
  readonly timestamp?: string;
}

export function eventsOf(request: RecordedRequest | undefined): readonly SentEvent[] {
  if (request === undefined) throw new Error("there was no such request");
  return (request.body as { events: SentEvent[] }).events;
}

/** What the API says when it takes everything. */
export function accepted(request: RecordedRequest): ScriptedAnswer {
  return { status: 202, body: { accepted: eventsOf(request).length, results: [] } };
}
