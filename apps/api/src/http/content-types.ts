import { MAX_EVENTS } from "@attune/core/events/event-request";
import { Fault } from "@attune/core/faults";
import { unsafeContent } from "@attune/core/unsafe-content";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { parseJson, parseNdjson } from "./parse-body.ts";
import { readBody } from "./read-body.ts";

/** Our own parsers: the body is read whole before it is refused, mistakes are located, and nothing that reaches prototypes comes in. */
export function addContentTypes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", async (request: FastifyRequest, payload: FastifyRequest["raw"]) =>
    json(request, await readBody(payload)),
  );
  app.addContentTypeParser("application/merge-patch+json", async (request: FastifyRequest, payload: FastifyRequest["raw"]) => {
    const text = await readBody(payload);
    if (request.method !== "PATCH") throw new Fault("unsupported_media_type", "Send application/json.");
    return json(request, text);
  });
  app.addContentTypeParser("application/x-ndjson", async (request: FastifyRequest, payload: FastifyRequest["raw"]) => {
    const text = await readBody(payload);
    if (request.routeOptions.config.events !== true)
      throw new Fault("unsupported_media_type", "Only POST /v1/events takes application/x-ndjson.");
    return parseNdjson(text, MAX_EVENTS);
  });
}

function json(request: FastifyRequest, text: string): unknown {
  if (text === "" && request.method === "DELETE") return undefined;
  const value = parseJson(text);
  if (request.routeOptions.config.events === true) return value;
  const problem = unsafeContent(value, "");
  if (problem !== undefined) throw new Fault("invalid_request", undefined, { errors: [problem] });
  return value;
}
