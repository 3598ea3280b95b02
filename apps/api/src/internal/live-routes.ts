import type { LivePoint } from "@attune/core/live/schema";
import type { FastifyInstance } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import { consoleUser } from "./console-user.ts";
import { journalTail } from "./journal-tail.ts";

/** A reader this far behind is dropped; it comes back with the id of the last point it saw. */
const MAX_BUFFERED_BYTES = 256 * 1024;

export function liveRoutes(app: FastifyInstance, collaborators: Collaborators): void {
  const { live, settings } = collaborators;

  app.get("/internal/v1/live", (request, reply) => {
    const { tenant } = consoleUser(request, collaborators);
    const lastId = Number(request.headers["last-event-id"] ?? 0);
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      connection: "keep-alive",
      "x-request-id": request.id,
    });

    const send = (point: LivePoint) => {
      if (stream.writableLength > MAX_BUFFERED_BYTES) stream.destroy();
      else stream.write(`id: ${point.id}\ndata: ${JSON.stringify(point)}\n\n`);
    };
    const watch = live.watch(tenant.id, Number.isFinite(lastId) ? lastId : 0, send);
    // The comment makes the first byte arrive even when there is no point yet.
    stream.write(": live\n\n");
    for (const point of watch.points) send(point);
    const end = () => stream.end();
    openStreams.add(end);
    stream.on("close", () => {
      watch.stop();
      openStreams.delete(end);
    });
  });

  // A stream has no end of its own: closing waits for it otherwise.
  const openStreams = new Set<() => void>();
  app.addHook("preClose", async () => {
    for (const end of openStreams) end();
  });

  app.get("/internal/v1/notes", async (request) => {
    consoleUser(request, collaborators);
    return { notes: settings.journalFile === undefined ? [] : await journalTail(settings.journalFile) };
  });
}
