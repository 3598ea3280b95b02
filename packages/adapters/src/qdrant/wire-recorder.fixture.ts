import { once } from "node:events";
import { type IncomingHttpHeaders, createServer as plainServer, type RequestListener, request } from "node:http";
import { createServer as tlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface WireOptions {
  /** Speaks TLS to the client, as a Qdrant with a certificate does. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Lets nobody in who does not bring it, with the answer that Qdrant gives. */
  readonly apiKey?: string;
}

/** Stands between a client and a server, keeps every request, and passes on the answer as it is. */
export async function wireRecorder(server: string, { tls, apiKey }: WireOptions = {}) {
  const requests: Recorded[] = [];
  const pass = async (...[asked, answer]: Parameters<RequestListener>): Promise<void> => {
    const body = await buffer(asked);
    const { pathname, searchParams } = new URL(asked.url ?? "", server);
    const json: unknown = body.length === 0 ? undefined : JSON.parse(body.toString());
    requests.push({ method: asked.method ?? "", path: pathname, query: searchParams, headers: asked.headers, body: json });
    if (apiKey !== undefined && asked.headers["api-key"] !== apiKey) {
      answer.writeHead(401, { "content-type": "text/plain" }).end("Invalid API key or JWT");
      return;
    }
    const onward = request(new URL(asked.url ?? "", server), { method: asked.method, headers: asked.headers });
    onward.on("response", (said) => {
      answer.writeHead(said.statusCode ?? 502, said.headers);
      said.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    onward.end(body);
  };
  const serve: RequestListener = (asked, answer) => void pass(asked, answer).catch(() => answer.destroy());
  const listener = tls === undefined ? plainServer(serve) : tlsServer(tls, serve);
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    requests,
    close: async () => {
      listener.closeAllConnections();
      listener.close();
      await once(listener, "close");
    },
  };
}
