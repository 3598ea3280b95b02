import type { ApiScope } from "@attune/core/ports/control";
import type { Caller } from "../auth/authenticate.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Any of these scopes opens the route; without it the route is open to everybody. */
    scopes?: readonly ApiScope[];
    /** Takes `application/x-ndjson` too, and checks the content of each event by itself. */
    events?: boolean;
    /** `Idempotency-Key` is honoured. */
    idempotent?: boolean;
  }
  interface FastifyRequest {
    /** Set on every route that has scopes. */
    caller: Caller | undefined;
  }
}
