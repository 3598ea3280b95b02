import type { LaneName } from "@attune/core/ports/state-store";
import type { TopicName } from "@attune/core/ports/topics";

const LANE_TOPICS = { users: "events", items: "item-deltas", learner: "examples", ledger: "consent-decisions" } as const satisfies Record<
  LaneName,
  TopicName
>;

/** The topic a lane folds. */
export function laneTopic(lane: LaneName): TopicName {
  return LANE_TOPICS[lane];
}
