import type { Decision, ExperimentState } from "@attune/core/experiments/schema";
import { Badge } from "../ui/badge.tsx";
import { DECISION_WORDS, STATE_WORDS } from "./words.ts";

export const StateBadge = ({ state, decision }: { state: ExperimentState; decision?: Decision | undefined }) => (
  <Badge tone={STATE_WORDS[state].tone} data-testid="experiment-state">
    {STATE_WORDS[state].label}
    {decision && `: ${DECISION_WORDS[decision].toLowerCase()}`}
  </Badge>
);
