import { Fault } from "@attune/core/faults";
import type { TenantControl } from "@attune/core/ports/control";
import type { FastifyRequest } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import type { ConsoleClaims } from "./verify-token.ts";

declare module "fastify" {
  interface FastifyRequest {
    claims: ConsoleClaims | undefined;
  }
}

/** Who asks, and for which tenant: both come from the token. */
export function consoleUser(
  request: FastifyRequest,
  { control }: Pick<Collaborators, "control">,
): { claims: ConsoleClaims; tenant: TenantControl } {
  const { claims } = request;
  if (claims === undefined) throw new Error("a request of the console has claims");
  const tenant = control.snapshot.tenants.get(claims.tenant);
  if (tenant === undefined) throw new Fault("not_found", "There is no such tenant.");
  return { claims, tenant };
}
