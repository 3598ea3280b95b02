import { createServer, type Server } from "node:http";
import type { Registry } from "prom-client";

/** `/metrics` on a port of its own, so that it is not reachable where customers are. */
export function metricsListener(registry: Registry): Server {
  return createServer((request, response) => {
    if (request.method !== "GET" || request.url?.split("?", 1)[0] !== "/metrics") return void response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.writeHead(200, { "content-type": registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
}
