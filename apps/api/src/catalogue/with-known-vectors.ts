import type { VectorIndex } from "@attune/core/ports/vector-index";
import type { CatalogueDirectory } from "./catalogue-directory.ts";

/**
 * An index on a server, asked once for a list: the vectors of the candidates it named, by which the list is kept from repeating itself, are what this
 * process told it. Reading them back was as dear as the search.
 */
export function withKnownVectors<Index extends Pick<VectorIndex, "search" | "vectors">>(
  index: Index,
  directory: CatalogueDirectory,
): Index {
  return { ...index, vectors: async (tenant, keys) => keys.map((key) => directory.vectorOf(tenant, key)) };
}
