import { randomUUID } from "node:crypto";
import { FAULTS, Fault, type FaultDetail } from "@attune/core/faults";
import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { ROLE_NAMES, type Role } from "../session/roles.ts";
import type { Context } from "./context.ts";
import { type Caller, InternalApiFault } from "./internal-api.ts";

/** What every procedure says of itself: the test of who may call what reads it. */
interface ProcedureMeta {
  readonly roles: readonly Role[];
}

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    errorFormatter: ({ shape, error }) =>
      // Only sentences that were written for the reader leave the server.
      error.code === "INTERNAL_SERVER_ERROR" ? { ...shape, message: "Something went wrong on our side." } : shape,
    sse: { maxDurationMs: 5 * 60_000, ping: { enabled: true, intervalMs: 3_000 }, client: { reconnectAfterInactivityMs: 8_000 } },
  });

export const router = t.router;

const CODE_OF_STATUS: Readonly<Record<number, TRPCError["code"]>> = {
  400: "BAD_REQUEST",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  429: "TOO_MANY_REQUESTS",
  502: "BAD_GATEWAY",
  503: "SERVICE_UNAVAILABLE",
};

/** Turns what the api or the database's functions refused into what tRPC says, in one place. */
const translateFaults = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (cause instanceof InternalApiFault) throw refusal(cause.status, cause.message, cause);
  if (cause instanceof Fault) throw refusal(FAULTS[cause.code].status, [cause.message, ...cause.errors.map(sentenceOf)].join(" "), cause);
  return result;
});

function refusal(status: number, message: string, cause: Error): TRPCError {
  return new TRPCError({ code: CODE_OF_STATUS[status] ?? "INTERNAL_SERVER_ERROR", message, cause });
}

function sentenceOf({ path, message }: FaultDetail): string {
  return path === "" ? message : `${path}: ${message}`;
}

/** A procedure of the caller's current tenant that only these roles may call; there is no procedure without such a list. */
export const procedureFor = (...roles: readonly [Role, ...Role[]]) =>
  t.procedure
    .meta({ roles })
    .use(translateFaults)
    .use(({ ctx, next }) => {
      const { session } = ctx;
      if (!session) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
      if (!session.tenant) throw new TRPCError({ code: "FORBIDDEN", message: "You are not a member of any tenant." });
      const { tenantId, role } = session.tenant;
      if (ctx.pageTenantId !== undefined && ctx.pageTenantId !== tenantId)
        throw new TRPCError({
          code: "CONFLICT",
          message: `This page shows another tenant than ${session.tenant.name}. Reload it to go on.`,
        });
      if (!roles.includes(role)) {
        const names = roles.map((allowed) => ROLE_NAMES[allowed]).join(", ");
        throw new TRPCError({ code: "FORBIDDEN", message: `This needs one of these roles: ${names}. Yours is ${ROLE_NAMES[role]}.` });
      }
      const caller: Caller = { userId: session.user.id, tenantId, role };
      return next({ ctx: { caller, requestId: randomUUID(), services: ctx.services() } });
    });
