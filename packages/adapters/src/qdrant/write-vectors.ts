import { BoundedCache } from "@attune/core/bounded-cache";
import type { ItemKey } from "@attune/core/identity/item-key";
import type { Schemas } from "@qdrant/js-client-rest";
import type { GatheredWrite } from "./gather-writes.ts";
import { type Collection, refusedBy } from "./open-collection.ts";
import { equals, field, ofTenant, type PointPayload, pointId } from "./points.ts";
import { PointsRead, pointSearch, queryBatch } from "./read-points.ts";
import { SLOTS, type Slot, slotOf, type TenantPointer } from "./tenant-pointer.ts";

export interface VectorWrite extends GatheredWrite {
  readonly tenant: string;
  readonly generation: string;
  readonly key: ItemKey;
  readonly vector: readonly number[];
  readonly terms: readonly string[];
}

type Operation = Schemas["UpdateOperation"];

/** What a point said of a slot when it was read or written last. Epochs and versions only grow, so what is known may be old, and never ahead. */
interface KnownSlot {
  readonly epoch: number;
  readonly version: number;
  readonly terms: string;
  /** Written here: version and vector are there. What was read may be half of a write during which the server died. */
  readonly whole: boolean;
}
type KnownPoint = Partial<Record<Slot, KnownSlot>>;

interface Placed {
  readonly id: string;
  readonly write: VectorWrite;
  readonly slot: Slot;
  readonly epoch: number;
}

/** About 300 bytes each. */
const KNOWN_POINTS = 200_000;
const ATTEMPTS = 3;

/**
 * Writes vectors of any tenants, generations and versions in one request. The payload of a point seldom changes, so that what is sent is the version and the
 * vector alone. First the version is claimed where it is newer than the stored one, then the vector is written where that claim stands: a stale writer finds
 * its claim overtaken, wherever the two requests meet. What a server that died in between left undone is mended by the same write again.
 */
export function vectorWriter(collection: Collection) {
  const known = new BoundedCache<string, KnownPoint>(KNOWN_POINTS);

  /** Where these go and what is new, after a look at the pointers of their tenants and at points not seen before. */
  async function place(writes: readonly VectorWrite[]): Promise<readonly Placed[]> {
    const tenants = [...Map.groupBy(writes, ({ tenant }) => tenant)];
    const unseen = (tenant: string, of: readonly VectorWrite[]) =>
      of.map(({ key }) => pointId(tenant, key)).filter((id) => known.get(id) === undefined);
    const answers = await queryBatch(
      collection,
      tenants.map(([tenant, of]) => pointSearch(tenant, unseen(tenant, of))),
    );
    return tenants.flatMap(([tenant, of], i) => {
      const { pointer, payloads } = new PointsRead(tenant, answers[i] ?? []);
      for (const [id, payload] of payloads) known.set(id, knownOf(payload));
      return of.flatMap((write) => placed(write, pointer) ?? []);
    });
  }

  /** Undefined for what cannot win: no place for its generation, or a newer vector is there. */
  function placed(write: VectorWrite, pointer: TenantPointer): Placed | undefined {
    const place = slotOf(pointer, write.generation);
    if (place === undefined) return undefined;
    const id = pointId(write.tenant, write.key);
    const stored = known.get(id)?.[place.slot];
    if (stored !== undefined && stored.epoch === place.epoch) {
      if (stored.version > write.version || (stored.version === write.version && stored.whole)) return undefined;
    }
    return { id, write, ...place };
  }

  function operationsFor(all: readonly Placed[]): Operation[] {
    const newPoints = all.filter(({ id }) => known.get(id) === undefined);
    const insert: Operation[] =
      newPoints.length === 0 ? [] : [{ upsert: { points: newPoints.map(emptyPoint), update_mode: "insert_only" } }];
    const groups = Map.groupBy(all, ({ write, slot, epoch }) => JSON.stringify([write.tenant, slot, epoch, write.version]));
    return [...insert, ...[...groups.values()].flatMap(operationsOf)];
  }

  /** For points of one tenant, slot, epoch and version: a condition holds for all that its request names. */
  function operationsOf(group: readonly Placed[]): Operation[] {
    const [{ slot, epoch, write }] = group as readonly [Placed];
    const those = (of: readonly Placed[]) => [ofTenant(write.tenant), { has_id: of.map(({ id }) => id) }];
    const stored = ({ id }: Placed) => known.get(id)?.[slot];
    const leftovers = group.filter((one) => (stored(one)?.epoch ?? epoch) < epoch);
    // A vector of the generation that had the slot before must be gone before the point is shown as one of this.
    const clear = leftovers.length > 0 && {
      delete_vectors: { vector: [slot], filter: { must: [...those(leftovers), { key: field.epoch(slot), range: { lt: epoch } }] } },
    };
    const overtaken = [
      { key: field.epoch(slot), range: { gt: epoch } },
      { must: [equals(field.epoch(slot), epoch), { key: field.version(slot), range: { gte: write.version } }] },
    ];
    const claims = Map.groupBy(group, (one) => (sameTerms(stored(one), one) ? undefined : termsOf(one)));
    return [
      ...(clear === false ? [] : [clear]),
      ...[...claims].map(([terms, of]) => ({
        set_payload: {
          payload: {
            [field.epoch(slot)]: epoch,
            [field.version(slot)]: write.version,
            [field.shown(slot)]: epoch,
            ...(terms !== undefined && { [field.terms(slot)]: JSON.parse(terms) as string[] }),
          },
          filter: { must: those(of), must_not: overtaken },
        },
      })),
      {
        update_vectors: {
          points: group.map(({ id, write: { vector } }) => ({ id, vector: { [slot]: [...vector] } })),
          update_filter: {
            must: [
              ofTenant(write.tenant),
              equals(field.epoch(slot), epoch),
              { key: field.version(slot), range: { gte: write.version, lte: write.version } },
            ],
          },
        },
      },
    ];
  }

  function remember({ id, write, slot, epoch }: Placed): void {
    known.set(id, { ...known.get(id), [slot]: { epoch, version: write.version, terms: termsOf({ write }), whole: true } });
  }

  return async function writeVectors(writes: readonly VectorWrite[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const all = await place(writes);
      if (all.length === 0) return;
      try {
        await collection.client.batchUpdate(collection.name, { wait: true, operations: operationsFor(all) });
        all.forEach(remember);
        return;
      } catch (cause) {
        // Of a request that failed nothing is certain: the points are looked at again. 404 says that one is gone that was there, as after a restore.
        for (const { id } of all) known.delete(id);
        if (!refusedBy(cause, 404) || attempt === ATTEMPTS) throw cause;
      }
    }
  };
}

function emptyPoint({ id, write: { tenant, key } }: Placed) {
  return { id, vector: {}, payload: { tenant, item: key } };
}

function knownOf(payload: PointPayload): KnownPoint {
  const point: KnownPoint = {};
  for (const slot of SLOTS) {
    const [epoch, version] = [payload[field.epoch(slot)], payload[field.version(slot)]];
    if (epoch === undefined || version === undefined) continue;
    point[slot] = { epoch, version, terms: JSON.stringify(payload[field.terms(slot)] ?? []), whole: false };
  }
  return point;
}

function termsOf({ write }: Pick<Placed, "write">): string {
  return JSON.stringify(write.terms);
}

function sameTerms(stored: KnownSlot | undefined, one: Placed): boolean {
  return stored?.terms === termsOf(one);
}
