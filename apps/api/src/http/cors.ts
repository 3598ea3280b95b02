import type { ApiKeyControl } from "@attune/core/ports/control";
import type { FastifyReply, FastifyRequest } from "fastify";
import { originAllowed } from "../auth/authenticate.ts";

const EXPOSED = "x-request-id, retry-after, ratelimit, ratelimit-policy";

/** Browsers may read an answer when a publishable key was used from one of its origins. A secret key does not belong into a browser. */
export function allowOrigin(reply: FastifyReply, origin: string | undefined, key: ApiKeyControl): void {
  reply.header("vary", "Origin");
  if (origin === undefined || key.kind === "secret" || !originAllowed(key, origin)) return;
  reply.header("access-control-allow-origin", origin);
  reply.header("access-control-expose-headers", EXPOSED);
}

/** A refusal before the key is known holds nothing of anybody's: the page may read why. */
export function allowReadingRefusal(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.origin === undefined || request.caller !== undefined || reply.hasHeader("access-control-allow-origin")) return;
  reply.header("vary", "Origin");
  reply.header("access-control-allow-origin", request.headers.origin);
  reply.header("access-control-expose-headers", EXPOSED);
}

/** The preflight names no key, so an origin passes when any publishable key in use allows it; the request itself is then held to its own key. */
export function answerPreflight(
  request: FastifyRequest,
  reply: FastifyReply,
  { keys, nowMs }: { readonly keys: ReadonlyMap<string, ApiKeyControl>; readonly nowMs: number },
  methods: readonly string[],
): FastifyReply {
  const { origin } = request.headers;
  reply.header("vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
  const allowed =
    origin !== undefined &&
    [...keys.values()].some(
      (key) => key.kind === "publishable" && (key.revokedAtMs === undefined || key.revokedAtMs > nowMs) && originAllowed(key, origin),
    );
  if (allowed) {
    reply.header("access-control-allow-origin", origin);
    reply.header("access-control-allow-methods", methods.join(", "));
    reply.header("access-control-allow-headers", "authorization, x-api-key, content-type, idempotency-key, sec-gpc, x-request-id");
    reply.header("access-control-max-age", "600");
  }
  return reply.code(204).send();
}
