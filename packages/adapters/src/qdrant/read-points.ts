import type { Schemas } from "@qdrant/js-client-rest";
import type { Collection } from "./open-collection.ts";
import { field, ofTenant, ownPayload, ownPointer, type PointPayload, pointerId } from "./points.ts";
import { firstPointer, type LivePlace, type Slot, type TenantPointer } from "./tenant-pointer.ts";

export type Search = Schemas["QueryRequest"];
type Point = Schemas["ScoredPoint"];

/** The pointer is another than the one that was asked under. */
export class PointerMoved extends Error {
  override readonly name = "PointerMoved";
  readonly pointer: TenantPointer;

  constructor(pointer: TenantPointer) {
    super("another generation is live");
    this.pointer = pointer;
  }
}

/** A tenant's pointer and some of its points, as they were in one moment. */
export class PointsRead {
  readonly pointer: TenantPointer;
  readonly payloads: ReadonlyMap<string, PointPayload>;
  readonly #vectors: ReadonlyMap<string, Readonly<Record<string, readonly number[]>>>;

  constructor(tenant: string, points: readonly Point[]) {
    const pointer = points.find(({ id }) => id === pointerId(tenant));
    const items = points.filter((point) => point !== pointer);
    this.pointer = pointer === undefined ? firstPointer(tenant) : ownPointer(tenant, pointer.payload);
    this.payloads = new Map(items.map(({ id, payload }) => [String(id), ownPayload(tenant, payload)]));
    this.#vectors = new Map(items.map(({ id, vector }) => [String(id), (vector ?? {}) as Record<string, number[]>]));
  }

  isShown(id: string, { slot, epoch }: LivePlace): boolean {
    return this.payloads.get(id)?.[field.shown(slot)] === epoch && this.payloads.get(id)?.[field.epoch(slot)] === epoch;
  }

  vectorOf(id: string, live: LivePlace): Float32Array | undefined {
    const vector = this.isShown(id, live) ? this.#vectors.get(id)?.[live.slot] : undefined;
    return vector && Float32Array.from(vector);
  }
}

/** A search for a tenant's pointer and these of its points: it travels with others in one request. */
export function pointSearch(tenant: string, ids: readonly string[], vectorsOf?: Slot): Search {
  const all = [pointerId(tenant), ...new Set(ids)];
  return {
    filter: { must: [ofTenant(tenant), { has_id: all }] },
    limit: all.length,
    with_payload: true,
    with_vector: vectorsOf === undefined ? false : [vectorsOf],
  };
}

/** In one request, each search's points. */
export async function queryBatch({ client, name }: Collection, searches: readonly Search[]): Promise<readonly (readonly Point[])[]> {
  const answers = await client.queryBatch(name, { searches: [...searches] });
  return answers.map(({ points }) => points);
}

export async function readPoints(collection: Collection, tenant: string, ids: readonly string[]): Promise<PointsRead> {
  const [points = []] = await queryBatch(collection, [pointSearch(tenant, ids)]);
  return new PointsRead(tenant, points);
}

/** These searches, and these points beside them; throws `PointerMoved` where they were not asked under the pointer that holds. */
export async function atPointer(
  collection: Collection,
  tenant: string,
  live: LivePlace,
  searches: readonly Search[],
  ids: readonly string[],
  vectorsOf?: Slot,
) {
  const answers = await queryBatch(collection, [...searches, pointSearch(tenant, ids, vectorsOf)]);
  const read = new PointsRead(tenant, answers.at(-1) ?? []);
  if (read.pointer.revision !== live.revision) throw new PointerMoved(read.pointer);
  return { answers: answers.slice(0, -1), read };
}
