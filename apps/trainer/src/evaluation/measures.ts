/** Measures of a list against the items that would have been right. `hr`: at least one of them in the first k; the others as in the literature, with binary relevance. */
export type MeasureKind = "hr" | "recall" | "ndcg" | "mrr";
export type MeasureName = `${MeasureKind}@${number}`;

/** How many places of a list `measures` look at. */
export function depthOf(measures: readonly MeasureName[]): number {
  return Math.max(...measures.map((name) => parse(name).k));
}

/** `hits[p]` tells whether place p (from 0) holds a right item; `relevant` is how many there are, at least 1. */
export function measure(name: MeasureName, hits: readonly boolean[], relevant: number): number {
  const { kind, k } = parse(name);
  const places = hits.slice(0, k);
  const found = places.filter(Boolean).length;
  switch (kind) {
    case "hr":
      return found > 0 ? 1 : 0;
    case "recall":
      return found / relevant;
    case "mrr":
      return found > 0 ? 1 / (places.indexOf(true) + 1) : 0;
    case "ndcg": {
      const gain = (place: number) => 1 / Math.log2(place + 2);
      const best = Array.from({ length: Math.min(k, relevant) }, (_, place) => gain(place)).reduce((a, b) => a + b, 0);
      return places.reduce((sum, hit, place) => sum + (hit ? gain(place) : 0), 0) / best;
    }
  }
}

function parse(name: MeasureName): { kind: MeasureKind; k: number } {
  const [kind, k] = name.split("@");
  return { kind: kind as MeasureKind, k: Number(k) };
}
