import type { Clock } from "../ports/clock.ts";
import { type Timer, withinDeadline } from "./within-deadline.ts";

/** Collects what one request needs under one deadline, and remembers what did not come. */
export interface Gathering {
  /** The value, or `otherwise` when the store is late or failed; then the reason is noted. Never rejects. */
  gather<T, const F>(source: string, work: Promise<T>, otherwise: F): Promise<T | F>;
  /** Such as `state_late` or `index_unavailable`, each once. */
  reasons(): string[];
}

export interface GatheringPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  /** Told of every store that failed, with the private cause. */
  readonly report: (source: string, cause: unknown) => void;
}

export function gathering(ports: GatheringPorts, deadlineAtMs: number): Gathering {
  const reasons = new Set<string>();
  return {
    async gather(source, work, otherwise) {
      const gathered = await withinDeadline(work, deadlineAtMs - ports.clock(), ports.timer);
      if ("value" in gathered) return gathered.value;
      reasons.add(`${source}_${gathered.late === "deadline" ? "late" : "unavailable"}`);
      if (gathered.late === "failed") ports.report(source, gathered.cause);
      return otherwise;
    },
    reasons: () => [...reasons],
  };
}
