import type { ModelSettings } from "./schema.ts";

/** The pipeline a tenant starts with; its weights are where every learned ranker starts too. Chosen by `npm run evaluate`. */
export const DEFAULT_MODEL_SETTINGS: ModelSettings = {
  retrievers: { covisitation: 1, transitions: 0.3, vectors: 0.3, popularity: 0.1, "segment-popularity": 0.1, trending: 0.1 },
  candidates: 150,
  ranker: "ftrl",
  diversity: 0.15,
  exploration: 0.05,
};
