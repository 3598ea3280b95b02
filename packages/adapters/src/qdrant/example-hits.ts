import type { ItemKey } from "@attune/core/identity/item-key";
import type { Examples } from "@attune/core/ports/vector-index";
import { exampleVector, innerProductScore } from "@attune/core/ports/vector-index.score";
import { passesTerms, type TermFilter } from "@attune/core/retrieval/term-filter";
import { field, pointId } from "./points.ts";
import type { PointsRead } from "./read-points.ts";
import type { LivePlace } from "./tenant-pointer.ts";

export interface Hit {
  readonly key: ItemKey;
  readonly score: number;
}

export function exampleIds(tenant: string, { positive, negative }: Examples): readonly string[] {
  return [...positive, ...negative].map((key) => pointId(tenant, key));
}

/** What these examples ask by, of those that the live generation has. */
export function averageOf(
  read: PointsRead,
  live: LivePlace,
  dimensions: number,
  { positive, negative }: Examples,
): Float32Array | undefined {
  const vectorsOf = (keys: readonly ItemKey[]) => keys.map((key) => read.vectorOf(pointId(read.pointer.tenant, key), live));
  return exampleVector(dimensions, vectorsOf(positive), vectorsOf(negative));
}

/** The examples among the hits, where Qdrant leaves them out. */
export function exampleHits(
  read: PointsRead,
  live: LivePlace,
  dimensions: number,
  examples: Examples,
  where: TermFilter | undefined,
): readonly Hit[] {
  const target = averageOf(read, live, dimensions, examples);
  return [...new Set([...examples.positive, ...examples.negative])].flatMap((key): readonly Hit[] => {
    const id = pointId(read.pointer.tenant, key);
    const vector = read.vectorOf(id, live);
    if (target === undefined || vector === undefined) return [];
    if (where !== undefined && !passesTerms(where, read.payloads.get(id)?.[field.terms(live.slot)] ?? [])) return [];
    return [{ key, score: innerProductScore(target, vector) }];
  });
}
