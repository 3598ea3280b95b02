import { embeddedVectorIndex } from "@attune/adapters/embedded/vector-index";
import { VECTOR_DIMENSIONS } from "@attune/core/models/model-settings";
import type { VectorIndex } from "@attune/core/ports/vector-index";

export function openVectorIndex(): VectorIndex {
  return embeddedVectorIndex({ dimensions: VECTOR_DIMENSIONS });
}
