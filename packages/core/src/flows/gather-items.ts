import { unpackNeighbours } from "../models/pack-item-state.ts";
import { unpackTopEntries } from "../models/pack-top-list.ts";
import { NO_ENTRIES, type TopEntries } from "../models/top-list.ts";
import { itemStateKey, topListKey } from "../ports/state-keys.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { VectorHits, VectorIndex } from "../ports/vector-index.ts";
import type { Seed } from "../retrieval/candidates.ts";
import type { SeedNeighbours } from "../retrieval/from-neighbours.ts";
import { tasteExamples } from "../retrieval/taste-examples.ts";
import { termFilterOf } from "../retrieval/term-filter.ts";
import { ITEM_PARTITIONS } from "./gather-person.ts";
import type { Gathering } from "./gathering.ts";
import type { RecommendRequest } from "./recommend-request.ts";

/** What is near the items that a request starts from, and popular in the person's segments. */
export interface GatheredItems {
  readonly neighbours: readonly SeedNeighbours[];
  readonly popularBySegment: readonly (readonly TopEntries[])[];
  readonly vectorHits: VectorHits | undefined;
}

interface ItemPorts {
  readonly state: Pick<StateStore, "read">;
  readonly vectors: Pick<VectorIndex, "search">;
}

/** How many vector neighbours are asked for. */
const VECTOR_LIMIT = 100;

/** Gather B. */
export async function gatherItems(
  ports: ItemPorts,
  from: Gathering,
  request: Pick<RecommendRequest, "tenant" | "placement" | "filter">,
  seeds: readonly Seed[],
  segments: readonly string[],
): Promise<GatheredItems> {
  const [items, vectorHits] = await Promise.all([
    from.gather("items", readItems(ports, request.tenant.id, seeds, segments), { neighbours: [], popularBySegment: [] }),
    from.gather("index", searchVectors(ports, request, seeds), undefined),
  ]);
  return { ...items, vectorHits };
}

/** Neighbour tables of the seeds and the popularity lists of the segments, in one round trip. */
async function readItems({ state }: ItemPorts, tenant: string, seeds: readonly Seed[], segments: readonly string[]) {
  const segmentKeys = segments.map((segment) => ITEM_PARTITIONS.map((partition) => topListKey(tenant, partition, `segment:${segment}`)));
  const values = await state.read([...seeds.map(({ key }) => itemStateKey(tenant, key)), ...segmentKeys.flat()]);
  const neighbours = seeds.flatMap((seed, i): SeedNeighbours[] => {
    const bytes = values[i];
    return bytes === undefined ? [] : [{ seed, ...unpackNeighbours(bytes) }];
  });
  const lists = values.slice(seeds.length).map((bytes) => (bytes === undefined ? NO_ENTRIES : unpackTopEntries(bytes)));
  return {
    neighbours,
    popularBySegment: segmentKeys.map((keys) => lists.splice(0, keys.length)).filter((each) => each.some((list) => list.keys.length > 0)),
  };
}

/** More like the seeds, in one round trip: the person's vector is made in the index, here and now, and none is stored. */
async function searchVectors(
  { vectors }: ItemPorts,
  { tenant, placement, filter }: Pick<RecommendRequest, "tenant" | "placement" | "filter">,
  seeds: readonly Seed[],
) {
  if (seeds.length === 0 || (placement.model.settings.retrievers.vectors ?? 0) === 0) return undefined;
  return vectors.search(tenant.id, tasteExamples(seeds), VECTOR_LIMIT, { where: termFilterOf(filter) });
}
