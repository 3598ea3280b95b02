import type { VectorIndex } from "@attune/core/ports/vector-index";

/** The same index for tenants of which no other test has heard: a collection of its own for each test costs half a second. */
export function renamedTenants(index: VectorIndex, prefix: string): VectorIndex {
  return {
    dimensions: index.dimensions,
    upsert: (tenant, entries, generation) => index.upsert(prefix + tenant, entries, generation),
    remove: (tenant, keys) => index.remove(prefix + tenant, keys),
    stage: (tenant, generation) => index.stage(prefix + tenant, generation),
    activate: (tenant, generation) => index.activate(prefix + tenant, generation),
    search: (tenant, query, limit, scope) => index.search(prefix + tenant, query, limit, scope),
    searches: (tenant, asks) => index.searches(prefix + tenant, asks),
    vectors: (tenant, keys) => index.vectors(prefix + tenant, keys),
    size: (tenant) => index.size(prefix + tenant),
    close: () => index.close(),
  };
}
