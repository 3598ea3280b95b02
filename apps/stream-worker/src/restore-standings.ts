import type { ConsentDecision } from "@attune/core/consent/consent-decision";
import { decide } from "@attune/core/consent/decide";
import { suppressedStanding } from "@attune/core/consent/with-suppression";
import type { ErasureRecord } from "@attune/core/events/lane-record";
import type { PersonTag } from "@attune/core/identity/person-tag";
import type { StandingStore } from "@attune/core/ports/standing-store";
import { laneKey } from "@attune/core/ports/state-keys";
import type { FindTenants } from "./tenant-directory.ts";

export interface RestoreStandingsPorts {
  readonly standings: Pick<StandingStore, "read" | "write" | "erase">;
  readonly findTenants: FindTenants;
  readonly tagOf: PersonTag;
}

export type RestoreStandings = (decisions: readonly ConsentDecision[], erasures: readonly ErasureRecord[]) => Promise<void>;

/**
 * The api writes what a person decides into the store before the log has it. A store that lost its last moments has lost decisions that the log still
 * has, and the lane that folds them again brings them back here. Where nothing was lost it reads and writes nothing.
 */
export function standingRestorer({ standings, findTenants, tagOf }: RestoreStandingsPorts): RestoreStandings {
  /** Undefined for a tenant that is no more. Who they are is asked only where something is to be brought back: the control plane may be away. */
  async function tagFor(tenantId: string, subject: string): Promise<string | undefined> {
    const tenant = (await findTenants([tenantId])).get(tenantId);
    return tenant === undefined ? undefined : tagOf(tenant, subject);
  }

  async function suppressedUnder(tenantId: string, tag: string): Promise<boolean> {
    const [standing] = await standings.read(tenantId, [tag]);
    return standing?.suppressed === true;
  }

  async function restoreDecision({ tenant, subject, ...decision }: ConsentDecision): Promise<void> {
    const [own] = await standings.read(tenant, [subject]);
    if ((own?.changedAtMs ?? 0) >= decision.decidedAtMs) return;
    const tag = await tagFor(tenant, subject);
    // Of somebody who was erased nothing comes back.
    if (tag !== undefined && !(await suppressedUnder(tenant, tag))) await standings.write(tenant, subject, decide(own, decision));
  }

  async function restoreErasure({ tenant, subject, requestId, acceptedAtMs }: ErasureRecord): Promise<void> {
    const tag = await tagFor(tenant, subject);
    if (tag === undefined || (await suppressedUnder(tenant, tag))) return;
    await standings.write(tenant, tag, suppressedStanding(requestId, acceptedAtMs));
    await standings.erase(tenant, [subject]);
  }

  return async (decisions, erasures) => {
    const erased = new Set(erasures.map(({ tenant, subject }) => laneKey(tenant, subject)));
    for (const decision of decisions) if (!erased.has(laneKey(decision.tenant, decision.subject))) await restoreDecision(decision);
    for (const erasure of erasures) await restoreErasure(erasure);
  };
}
