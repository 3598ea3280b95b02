import type { ModelSettings, RetrieverName } from "@attune/core/placements/schema";

interface Words {
  readonly label: string;
  readonly hint: string;
}

/** What each retriever proposes, for people who do not build models. The order is that of the editor. */
export const RETRIEVER_WORDS: Readonly<Record<RetrieverName, Words>> = {
  covisitation: { label: "Liked together", hint: "What people who liked the same items also liked." },
  transitions: { label: "What comes next", hint: "What people usually turn to right after this person's latest items." },
  vectors: { label: "Close to their taste", hint: "Items that resemble the person's recent ones in content and audience." },
  popularity: { label: "Popular", hint: "What everybody likes over the last weeks. The same for all." },
  "segment-popularity": { label: "Popular with people like them", hint: "What their age group, country or device likes." },
  trending: { label: "Trending", hint: "What is taking off at this moment, more than its popularity explains." },
};

export const RETRIEVER_NAMES = Object.keys(RETRIEVER_WORDS) as readonly RetrieverName[];

export const RANKER_WORDS: Readonly<Record<ModelSettings["ranker"], Words>> = {
  ftrl: { label: "Learned", hint: "Starts from the weights and learns from every click which of them to trust." },
  none: { label: "Weights only", hint: "Orders by the weights, whatever people do." },
};

export const DIVERSITY_WORDS: Words = {
  label: "Diversity",
  hint: "0 keeps the best first, however alike they are; higher spreads the list over different kinds.",
};
export const EXPLORATION_WORDS: Words = {
  label: "Exploration",
  hint: "Share of places given to items by chance, to learn whether they are liked. Never the first place.",
};
export const CANDIDATES_WORDS: Words = { label: "Candidates", hint: "How many items are weighed up for a list. More takes longer." };
