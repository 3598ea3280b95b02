import type { FastifyInstance } from "fastify";
import type { HopBoard } from "./hop-board.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Ends the measuring of a request that is measured. */
    endWork: (() => void) | undefined;
  }
}

/** The two ways of DESIGN sections 3 and 4. Others may wait on purpose, such as an item for its fold. */
const MEASURED = new Set(["/v1/events", "/v1/recommendations", "/v1/rank"]);

/** Measures what requests cost this process: from the moment their body is read, so that a slow sender is not our slowness, until the answer is written. */
export function measureRequests(app: FastifyInstance, hops: HopBoard): void {
  app.decorateRequest("endWork", undefined);
  app.addHook("preValidation", (request, _reply, done) => {
    if (!MEASURED.has(request.routeOptions.url ?? "")) return done();
    const work = hops.beginRequest();
    // First, since a body that is refused is answered before `run` returns.
    request.endWork = work.end;
    work.run(done);
  });
  app.addHook("onSend", (request, _reply, _payload, done) => {
    request.endWork?.();
    done();
  });
}
