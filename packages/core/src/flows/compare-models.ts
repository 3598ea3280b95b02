import type { ModelVersion } from "../placements/schema.ts";
import type { Recommendations } from "../recommendations/schema.ts";
import { oneMoment } from "./one-moment.ts";
import { type RecommendPorts, recommender } from "./recommend.ts";
import type { RecommendRequest } from "./recommend-request.ts";

/** What each model would answer the same request at the same moment, in the order of `models`. Nothing is logged as shown. */
export type CompareModels = (request: RecommendRequest, models: readonly ModelVersion[]) => Promise<readonly Recommendations[]>;

/**
 * Everything but the model is equal: what is gathered is gathered once, exploration draws the same numbers (they are seeded by the recommendation's id), and
 * a running experiment does not put its own model in place of the asked one. Each answer's latency is 0: the moment stands still.
 */
export function modelComparer(ports: RecommendPorts): CompareModels {
  return async (request, models) => {
    const recommend = recommender(oneMoment(ports));
    const tenant = { ...request.tenant, experiments: new Map() };
    const answers: Recommendations[] = [];
    for (const model of models) {
      const { recommendations } = await recommend({ ...request, tenant, placement: { ...request.placement, model } });
      answers.push(recommendations);
    }
    return answers;
  };
}
