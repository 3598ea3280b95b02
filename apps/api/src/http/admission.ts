import { Fault } from "@attune/core/faults";
import type { RateDecision } from "@attune/core/limits/schema";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { callerOf, presentedKey, requireOrigin, requireScope } from "../auth/authenticate.ts";
import type { Collaborators } from "../collaborators.ts";
import { allowOrigin } from "./cors.ts";

/** Who may come in: key, scope and origin, then the tenant's request limit. Synchronous unless the key was made a moment ago or the limit has to be asked for. */
export function addAdmission(
  app: FastifyInstance,
  { control, clock, keyUsage, limits, metrics }: Pick<Collaborators, "control" | "clock" | "keyUsage" | "limits" | "metrics">,
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
      return limits.take({ key: `${caller.tenant.id}|requests`, units: 1, perSecond, burst: Math.max(1, perSecond) });
    };
    const pass = (decision: RateDecision) => {
      try {
        limitOrRefuse(reply, "requests", decision, metrics);
      } catch (error) {
        done(error as Error);
        return;
      }
      done();
    };
    const tryToAdmit = () => {
      try {
        const decision = admit();
        if (decision instanceof Promise) void decision.then(pass);
        else pass(decision);
      } catch (error) {
        done(error as Error);
      }
    };

    let presented: ReturnType<typeof presentedKey>;
    try {
      presented = presentedKey(request.headers);
    } catch (error) {
      return done(error as Error);
    }
    if (control.snapshot.apiKeys.has(presented.id)) tryToAdmit();
    else void control.keyMadeJustNow(presented.id, nowMs).finally(tryToAdmit);
  });
}

/** The caller of a route that has scopes. */
export function callerFrom(request: FastifyRequest) {
  if (request.caller === undefined) throw new Error("a route without scopes has no caller");
  return request.caller;
}

/** Says in the answer how much of the limit is left, as draft-ietf-httpapi-ratelimit-headers-10 spells it. */
export function limitOrRefuse(
  reply: FastifyReply,
  unit: "requests" | "events",
  decision: RateDecision,
  metrics: Pick<Collaborators["metrics"], "limitedAlone">,
): void {
  if (decision.alone) metrics.limitedAlone(unit, decision.admitted);
  reply.header("ratelimit-policy", `"${unit}";q=${decision.limit};w=1`);
  reply.header("ratelimit", `"${unit}";r=${decision.remaining};t=${decision.resetSeconds}`);
  if (!decision.admitted) {
    throw new Fault("rate_limited", `More than this tenant's ${decision.limit} ${unit} per second.`, {
      retryAfterSeconds: decision.retryAfterSeconds,
    });
  }
}
