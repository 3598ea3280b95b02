import type { ServiceAddresses } from "@attune/core/ports/service-addresses";
import type { VectorIndex } from "@attune/core/ports/vector-index";
import type { StoreBreakers } from "./breaker/store-breakers.ts";
import { embeddedVectorIndex } from "./embedded/vector-index.ts";
import { qdrantVectorIndex } from "./qdrant/vector-index.ts";

/** Item vectors: in Qdrant where its address is named, else in this process. `breakers` guard what is reached over the network. */
export async function openVectorIndex(
  dimensions: number,
  { QDRANT_URL: url, QDRANT_API_KEY: apiKey, KAFKA_TOPIC_PREFIX: prefix }: ServiceAddresses,
  breakers?: StoreBreakers,
): Promise<VectorIndex> {
  if (url === undefined) return embeddedVectorIndex({ dimensions });
  const index = await qdrantVectorIndex({ url, apiKey, dimensions, prefix });
  return breakers?.vectors(index) ?? index;
}
