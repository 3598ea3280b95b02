import type { ItemKey } from "../identity/item-key.ts";
import type { VectorHits } from "../ports/vector-index.ts";
import type { RecommendPorts } from "./recommend.ts";

/**
 * The ports of a recommendation held at one moment: the clock stands still, and what is read again is what it was at first, so that several models
 * are asked about the same person in the same shop. For one comparison, then thrown away.
 */
export function oneMoment(ports: RecommendPorts): RecommendPorts {
  const nowMs = ports.clock();
  const { state, standings, vectors } = ports;
  return {
    ...ports,
    clock: () => nowMs,
    state: {
      read: held(
        ({ lane, partition, key }) => `${lane}\n${partition}\n${key}`,
        (keys) => state.read(keys),
      ),
    },
    standings: { read: heldByTenant(String, (tenant, subjects: readonly string[]) => standings.read(tenant, subjects)) },
    vectors: {
      vectors: heldByTenant(String, (tenant, keys: readonly ItemKey[]) => vectors.vectors(tenant, keys)),
      search: heldSearch(vectors),
    },
  };
}

type ReadMany<K, V> = (keys: readonly K[]) => Promise<readonly V[]>;
type ReadManyOf<K, V> = (tenant: string, keys: readonly K[]) => Promise<readonly V[]>;

/** Reads each key once; keys not asked for before go in one round trip. */
function held<K, V>(idOf: (key: K) => string, read: ReadMany<K, V>): ReadMany<K, V> {
  const values = new Map<string, Promise<V>>();
  return (keys) => {
    const missing = keys.filter((key) => !values.has(idOf(key)));
    if (missing.length > 0) {
      const reading = read(missing);
      for (const [i, key] of missing.entries())
        values.set(
          idOf(key),
          reading.then((answers) => answers[i] as V),
        );
    }
    return Promise.all(keys.map((key) => values.get(idOf(key)) as Promise<V>));
  };
}

function heldByTenant<K, V>(idOf: (key: K) => string, read: ReadManyOf<K, V>): ReadManyOf<K, V> {
  const tenants = new Map<string, ReadMany<K, V>>();
  return (tenant, keys) => {
    const own = tenants.get(tenant) ?? held(idOf, (missing: readonly K[]) => read(tenant, missing));
    tenants.set(tenant, own);
    return own(keys);
  };
}

function heldSearch(vectors: RecommendPorts["vectors"]): RecommendPorts["vectors"]["search"] {
  const found = new Map<string, Promise<VectorHits>>();
  return (tenant, query, limit, scope = {}) => {
    const asked = query instanceof Float32Array ? [...query] : query;
    const id = JSON.stringify([tenant, limit, asked, [...(scope.skip ?? [])], scope.where]);
    const hits = found.get(id) ?? vectors.search(tenant, query, limit, scope);
    found.set(id, hits);
    return hits;
  };
}
