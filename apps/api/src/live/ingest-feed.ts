import type { IngestOutcome, IngestStatus } from "@attune/core/live/ingest";

/** Of each status, so that a flood of accepted events does not wash away the one that was refused. */
export const KEPT_OUTCOMES = 100;
/** Keys of a tenant that are remembered; the one that was silent longest goes first. */
const MAX_KEYS = 64;

export type NewOutcome = Omit<IngestOutcome, "id" | "atMs" | "keyId">;
type Rings = Map<IngestStatus, IngestOutcome[]>;

/**
 * What became of the newest events of each API key, for whoever is connecting a shop at this moment. In this process's memory only; at most
 * 64 keys x 4 statuses x 100 outcomes a tenant. Costs under a microsecond an event, and of a large batch only its end is looked at.
 */
export class IngestFeed {
  readonly #tenants = new Map<string, Map<string, Rings>>();
  #lastId = 0;

  add(tenant: string, keyId: string, atMs: number, outcomes: readonly NewOutcome[]): void {
    const rings = this.#ringsOf(tenant, keyId);
    for (const outcome of outcomes) {
      // Begins anew above what an earlier process gave: whoever polled that one goes on without a gap.
      this.#lastId = Math.max(this.#lastId + 1, Math.floor(atMs) * 1000);
      const ring = rings.get(outcome.status) ?? [];
      rings.set(outcome.status, ring);
      ring.push({ id: this.#lastId, atMs, keyId, ...outcome });
      if (ring.length > KEPT_OUTCOMES) ring.shift();
    }
  }

  /** Outcomes after `afterId`, oldest first, of one key or of all of the tenant's; the newest `KEPT_OUTCOMES` of each status. */
  read(tenant: string, afterId: number, keyId?: string): readonly IngestOutcome[] {
    const keys = this.#tenants.get(tenant) ?? new Map<string, Rings>();
    const rings = keyId === undefined ? [...keys.values()] : [keys.get(keyId)].filter((one) => one !== undefined);
    const byStatus = Map.groupBy(
      rings.flatMap((ring) => [...ring.values()].flat()).filter(({ id }) => id > afterId),
      ({ status }) => status,
    );
    const newest = [...byStatus.values()].flatMap((outcomes) => outcomes.sort((a, b) => a.id - b.id).slice(-KEPT_OUTCOMES));
    return newest.sort((a, b) => a.id - b.id);
  }

  #ringsOf(tenant: string, keyId: string): Rings {
    const keys = this.#tenants.get(tenant) ?? new Map<string, Rings>();
    this.#tenants.set(tenant, keys);
    const rings = keys.get(keyId) ?? new Map<IngestStatus, IngestOutcome[]>();
    // Set anew, it is the last to go.
    keys.delete(keyId);
    keys.set(keyId, rings);
    const silentLongest = keys.size > MAX_KEYS ? keys.keys().next().value : undefined;
    if (silentLongest !== undefined) keys.delete(silentLongest);
    return rings;
  }
}
