import { Fault } from "@attune/core/faults";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { callerOf, presentedKey, requireOrigin, requireScope } from "../auth/authenticate.ts";
import type { RateDecision } from "../auth/rate-limiter.ts";
import type { Collaborators } from "../collaborators.ts";
import { allowOrigin } from "./cors.ts";

/** Who may come in: key, scope and origin, then the tenant's request limit. Synchronous unless the key was made a moment ago. */
export function addAdmission(
  app: FastifyInstance,
  { control, clock, keyUsage, limiter }: Pick<Collaborators, "control" | "clock" | "keyUsage" | "limiter">,
): void {
  app.decorateRequest("caller", undefined);

  app.addHook("onRequest", (request, reply, done) => {
    const { scopes } = request.routeOptions.config;
    if (scopes === undefined) return done();
    if (!control.ready) return done(new Fault("not_ready", undefined, { retryAfterSeconds: 1 }));
    const nowMs = clock();

    const admit = () => {
      const caller = callerOf(presented, control, nowMs);
      if (caller === undefined) throw new Fault("invalid_credential");
      requireOrigin(caller, request.headers.origin);
      allowOrigin(reply, request.headers.origin, caller.key);
      requireScope(caller, scopes);
      request.caller = caller;
      keyUsage.note(caller, nowMs);
      const perSecond = caller.tenant.limits.requestsPerSecond;
      limitOrRefuse(reply, "requests", limiter.take(`${caller.tenant.id}|requests`, 1, perSecond, Math.max(1, perSecond), nowMs));
    };

    let presented: ReturnType<typeof presentedKey>;
    try {
      presented = presentedKey(request.headers);
      if (control.snapshot.apiKeys.has(presented.id)) {
        admit();
        return done();
      }
    } catch (error) {
      return done(error as Error);
    }
    void control.keyMadeJustNow(presented.id, nowMs).finally(() => {
      try {
        admit();
      } catch (error) {
        done(error as Error);
        return;
      }
      done();
    });
  });
}

/** The caller of a route that has scopes. */
export function callerFrom(request: FastifyRequest) {
  if (request.caller === undefined) throw new Error("a route without scopes has no caller");
  return request.caller;
}

/** Says in the answer how much of the limit is left, as draft-ietf-httpapi-ratelimit-headers-10 spells it. */
export function limitOrRefuse(reply: FastifyReply, unit: "requests" | "events", decision: RateDecision): void {
  reply.header("ratelimit-policy", `"${unit}";q=${decision.limit};w=1`);
  reply.header("ratelimit", `"${unit}";r=${decision.remaining};t=${decision.resetSeconds}`);
  if (!decision.admitted) {
    throw new Fault("rate_limited", `More than this tenant's ${decision.limit} ${unit} per second.`, {
      retryAfterSeconds: decision.retryAfterSeconds,
    });
  }
}
