import { Fault } from "@attune/core/faults";
import type { SubjectLane, SubjectOf } from "@attune/core/identity/subject-alias";
import type { TenantControl } from "@attune/core/ports/control";

export interface NamedPerson {
  readonly userId?: string | undefined;
  readonly anonymousId?: string | undefined;
}

/** The lane of whom a request names; undefined when it names nobody. Throws `Fault` when it names two. */
export function personOf(subjectOf: SubjectOf, tenant: TenantControl, { userId, anonymousId }: NamedPerson): SubjectLane | undefined {
  if (userId !== undefined && anonymousId !== undefined) {
    throw new Fault("invalid_request", undefined, {
      errors: [{ path: "anonymousId", message: "only one of userId and anonymousId can be given" }],
    });
  }
  if (userId !== undefined) return subjectOf(tenant, "user", userId);
  return anonymousId === undefined ? undefined : subjectOf(tenant, "anonymous", anonymousId);
}

export function requiredPersonOf(subjectOf: SubjectOf, tenant: TenantControl, named: NamedPerson): SubjectLane {
  const lane = personOf(subjectOf, tenant, named);
  if (lane === undefined)
    throw new Fault("invalid_request", undefined, { errors: [{ path: "userId", message: "is required, or anonymousId in its place" }] });
  return lane;
}
