import type { ServiceAddresses } from "@attune/core/ports/service-addresses";
import type { VectorIndex } from "@attune/core/ports/vector-index";
import { embeddedVectorIndex } from "./embedded/vector-index.ts";
import { qdrantVectorIndex } from "./qdrant/vector-index.ts";

/** Item vectors: in Qdrant where its address is named, else in this process. */
export async function openVectorIndex(
  dimensions: number,
  { QDRANT_URL: url, QDRANT_API_KEY: apiKey, KAFKA_TOPIC_PREFIX: prefix }: ServiceAddresses,
): Promise<VectorIndex> {
  return url === undefined ? embeddedVectorIndex({ dimensions }) : qdrantVectorIndex({ url, apiKey, dimensions, prefix });
}
