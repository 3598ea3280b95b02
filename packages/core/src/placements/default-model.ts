import type { ModelSettings } from "./schema.ts";

/** The pipeline a tenant starts with; its weights are where every learned ranker starts too. Chosen by `npm run evaluate`. */
export const DEFAULT_MODEL_SETTINGS: ModelSettings = {
  retrievers: { covisitation: 1, transitions: 1, vectors: 0.5, popularity: 0.2, "segment-popularity": 0.2, trending: 0.2 },
  candidates: 300,
  ranker: "ftrl",
  diversity: 0.15,
  exploration: 0.05,
};
