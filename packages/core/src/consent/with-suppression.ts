import type { PersonTag } from "../identity/person-tag.ts";
import type { PepperedTenant } from "../identity/subject-alias.ts";
import type { StandingStore } from "../ports/standing-store.ts";

/**
 * A standing store that answers for an erased person: what stands under their tag outlives what stood under their alias and comes before it, so nobody who
 * reads a standing can overlook that a person is suppressed. One round trip as before, one more key of it for each person; a tag that is not remembered
 * costs one hash. Rejects for a tenant that is not known: without its pepper nobody can tell who is suppressed.
 */
export function withSuppression(
  store: StandingStore,
  tagOf: PersonTag,
  tenantOf: (tenantId: string) => PepperedTenant | undefined,
): StandingStore {
  return {
    ...store,
    async read(tenantId, subjects) {
      const tenant = tenantOf(tenantId);
      if (tenant === undefined) throw new Error("the tenant of a standing is not known");
      const standings = await store.read(tenantId, [...subjects, ...subjects.map((subject) => tagOf(tenant, subject))]);
      return subjects.map((_, i) => {
        const ofTag = standings[subjects.length + i];
        return ofTag?.suppressed === true ? ofTag : standings[i];
      });
    },
  };
}

/** What stands under the tag of somebody who is being erased or was. */
export function suppressedStanding(requestId: string, atMs: number) {
  return {
    purposes: {},
    policyVersion: undefined,
    source: undefined,
    demographics: {},
    suppressed: true,
    suppressedBy: requestId,
    changedAtMs: atMs,
  } as const;
}
