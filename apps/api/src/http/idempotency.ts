import type { FastifyInstance, FastifyRequest } from "fastify";
import { callerFrom } from "./admission.ts";
import type { Finish, IdempotentAnswers } from "./idempotent-answers.ts";

/** Honours `Idempotency-Key` on the routes that say so. What may be tried again (429 and 5xx) is not kept. */
export function addIdempotency(app: FastifyInstance, answers: IdempotentAnswers): void {
  const underWay = new WeakMap<FastifyRequest, Finish>();

  app.addHook("preHandler", async (request, reply) => {
    const key = request.headers["idempotency-key"];
    if (typeof key !== "string" || key === "" || request.routeOptions.config.idempotent !== true) return;
    const kept = await answers.begin(callerFrom(request).tenant.id, key, { method: request.method, url: request.url, body: request.body });
    if (typeof kept === "function") {
      underWay.set(request, kept);
      return;
    }
    return reply.code(kept.status).header("content-type", kept.contentType).header("idempotent-replayed", "true").send(kept.payload);
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const finish = underWay.get(request);
    if (finish === undefined) return;
    underWay.delete(request);
    const keep =
      reply.statusCode < 500 && reply.statusCode !== 429 && (typeof payload === "string" || payload === undefined || payload === null);
    await finish(
      keep
        ? {
            status: reply.statusCode,
            contentType: String(reply.getHeader("content-type") ?? "application/json"),
            payload: (payload as string | null) ?? "",
          }
        : undefined,
    );
  });
}
