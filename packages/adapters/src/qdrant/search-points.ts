import type { ItemKey } from "@attune/core/identity/item-key";
import type { Examples, VectorAsk, VectorHits } from "@attune/core/ports/vector-index";
import { requireLimit, requireVector } from "@attune/core/ports/vector-index.score";
import type { TermFilter } from "@attune/core/retrieval/term-filter";
import { averageOf, exampleHits, exampleIds, type Hit } from "./example-hits.ts";
import type { UnderPointer } from "./live-pointers.ts";
import { type Collection, refusedBy } from "./open-collection.ts";
import { equals, field, ofTenant, ownPayload, pointId } from "./points.ts";
import { atPointer, type PointsRead, type Search } from "./read-points.ts";
import type { LivePlace } from "./tenant-pointer.ts";

/** Places asked for beyond those wanted, so that a tie at the end is seen whole. */
const MARGIN = 16;
const NO_KEYS: ReadonlySet<ItemKey> = new Set();
const NO_HITS = hitsOf([]);

/** What the server is asked; undefined for what has no answer. */
interface Question {
  readonly query: NonNullable<Search["query"]>;
  /** That the query names. */
  readonly examples?: Examples;
  readonly limit: number;
  readonly skip: ReadonlySet<ItemKey>;
  readonly where: TermFilter | undefined;
}

/**
 * Searches of one tenant in one request, together with a look at the tenant's pointer: where that is another than thought, all is asked again, so that an
 * answer is of one generation, the one that was live. Examples are named to the server, which knows their vectors but leaves them out of its hits: their own
 * scores are worked out here, from their vectors, which come with the answer. Where the server does not know one of them, or knows one of another generation,
 * it is asked again by the average of those it has.
 */
export function searcher(collection: Collection, dimensions: number, under: UnderPointer) {
  async function searchesAt(tenant: string, live: LivePlace, asks: readonly VectorAsk[]): Promise<readonly VectorHits[]> {
    const named = asks.map((ask) => (ask.query instanceof Float32Array ? asVector(ask, ask.query) : asNamed(tenant, ask, ask.query)));
    const ids = named.flatMap((question) => (question?.examples === undefined ? [] : exampleIds(tenant, question.examples)));
    const { hits, read } = await answersTo(tenant, live, named, ids).catch((cause: unknown) => {
      // So the server answers where it does not know an example.
      if (ids.length === 0 || !refusedBy(cause, 400, 404)) throw cause;
      return { hits: undefined, read: undefined };
    });
    if (hits !== undefined) return hits;
    const known = read ?? (await atPointer(collection, tenant, live, [], ids, live.slot)).read;
    const averaged = asks.map((ask) =>
      asVector(ask, ask.query instanceof Float32Array ? ask.query : averageOf(known, live, dimensions, ask.query)),
    );
    return (await answersTo(tenant, live, averaged, [])).hits as readonly VectorHits[];
  }

  /** Without hits where one of the examples is not what the live generation knows. */
  async function answersTo(tenant: string, live: LivePlace, questions: readonly (Question | undefined)[], ids: readonly string[]) {
    const hits = questions.map((question) => (question === undefined ? NO_HITS : undefined));
    let open = questions.flatMap((question, i) =>
      question === undefined ? [] : [{ i, question, asked: question.limit + question.skip.size + MARGIN }],
    );
    let read: PointsRead | undefined;
    while (open.length > 0) {
      const searches = open.map(({ question, asked }) => searchFor(tenant, live, question, asked));
      const answer = await atPointer(collection, tenant, live, searches, ids, ids.length === 0 ? undefined : live.slot);
      read = answer.read;
      if (ids.some((id) => !answer.read.isShown(id, live))) return { hits: undefined, read };
      for (const [n, { i, question, asked }] of open.entries()) {
        const { examples, where } = question;
        const points = (answer.answers[n] ?? []).map(({ score, payload }) => ({
          key: ownPayload(tenant, payload).item,
          score: Math.fround(score) + 0,
        }));
        const own = examples === undefined ? [] : exampleHits(answer.read, live, dimensions, examples, where);
        hits[i] = bestOf(points, own, question, points.length < asked);
      }
      open = open.filter(({ i }) => hits[i] === undefined).map((one) => ({ ...one, asked: one.asked * 2 }));
    }
    return { hits: hits as readonly VectorHits[], read };
  }

  return async function searches(tenant: string, asks: readonly VectorAsk[]): Promise<readonly VectorHits[]> {
    for (const { query, limit } of asks) {
      if (query instanceof Float32Array) requireVector(dimensions, query, "query");
      requireLimit(limit);
    }
    return under(tenant, (live) => searchesAt(tenant, live, asks));
  };
}

function asVector({ limit, skip = NO_KEYS, where }: VectorAsk, query: Float32Array | undefined): Question | undefined {
  return limit === 0 || query === undefined ? undefined : { query: Array.from(query), limit, skip, where };
}

/** The law of the port is that of Qdrant's `average_vector`: an example that is named twice counts twice. */
function asNamed(tenant: string, { limit, skip = NO_KEYS, where }: VectorAsk, examples: Examples): Question | undefined {
  if (limit === 0 || examples.positive.length === 0) return undefined;
  const idsOf = (keys: readonly ItemKey[]) => keys.map((key) => pointId(tenant, key));
  const recommend = { positive: idsOf(examples.positive), negative: idsOf(examples.negative), strategy: "average_vector" as const };
  return { query: { recommend }, examples, limit, skip, where };
}

function searchFor(tenant: string, { slot, epoch }: LivePlace, { query, where }: Question, limit: number): Search {
  const some = (terms: readonly string[]) => ({ key: field.terms(slot), match: { any: [...terms] } });
  return {
    query,
    using: slot,
    limit,
    with_payload: ["tenant", "item"],
    filter: {
      must: [ofTenant(tenant), equals(field.shown(slot), epoch), ...(where?.all ?? []).map(some)],
      ...(where !== undefined && where.none.length > 0 && { must_not: [some(where.none)] }),
    },
  };
}

/** Undefined where the limit may cut through a tie that was not seen whole: the order of equals is not Qdrant's promise. */
function bestOf(points: readonly Hit[], own: readonly Hit[], { limit, skip }: Question, all: boolean): VectorHits | undefined {
  const hits = [...points, ...own].filter(({ key }) => !skip.has(key)).sort((a, b) => b.score - a.score || a.key - b.key);
  const last = hits[limit - 1];
  // What the server did not answer is no better than the worst that it did.
  if (!all && (last === undefined || !points.some(({ score }) => score < last.score))) return undefined;
  return hitsOf(hits.slice(0, limit));
}

function hitsOf(hits: readonly Hit[]): VectorHits {
  return { keys: Float64Array.from(hits, ({ key }) => key), scores: Float32Array.from(hits, ({ score }) => score) };
}
