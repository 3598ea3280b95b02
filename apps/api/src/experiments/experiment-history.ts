import type { Measurements } from "@attune/core/experiments/measurements";
import type { ExperimentAggregate } from "@attune/core/experiments/schema";
import { readExperiment } from "@attune/core/flows/read-experiment";
import type { Clock } from "@attune/core/ports/clock";
import type { StateStore } from "@attune/core/ports/state-store";
import type { CurrentControl } from "../auth/current-control.ts";

export interface ExperimentHistoryOptions {
  readonly state: StateStore;
  readonly control: Pick<CurrentControl, "snapshot">;
  readonly clock: Clock;
  readonly report: (problem: string) => void;
  readonly everyMs?: number;
}

type Moment = Measurements["history"][number];

/** Moments kept of a phase. When there are more, every second one is left out: the whole time stays in sight, ever more coarsely. */
export const KEPT_MOMENTS = 120;

/**
 * How the sums of running experiments grew, so that the console can draw how the interval narrowed. Kept in this process alone: it begins anew when the api
 * is started, while the sums themselves are the worker's and complete.
 */
export class ExperimentHistory {
  readonly #options: ExperimentHistoryOptions;
  readonly #moments = new Map<string, Moment[]>();
  #timer: NodeJS.Timeout | undefined;
  #sampling: Promise<void> | undefined;

  constructor(options: ExperimentHistoryOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#sampling ??= this.sample()
        .catch((cause: unknown) =>
          this.#options.report(`experiments not sampled: ${cause instanceof Error ? cause.message : String(cause)}`),
        )
        .finally(() => {
          this.#sampling = undefined;
        });
    }, this.#options.everyMs ?? 5_000).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sampling;
  }

  /** Looks at every experiment that runs now. */
  async sample(): Promise<void> {
    for (const tenant of this.#options.control.snapshot.tenants.values())
      for (const { id, phase } of tenant.experiments.values()) await this.measure(tenant.id, id, phase);
  }

  /** The sums now and before; what is new is remembered. */
  async measure(tenant: string, experimentId: string, phase: number): Promise<Measurements> {
    const { state, clock } = this.#options;
    const sums = await readExperiment(state, tenant, experimentId, phase);
    const key = `${tenant}|${experimentId}|${phase}`;
    const moments = this.#moments.get(key) ?? [];
    this.#moments.set(key, moments);
    const atMs = clock();
    if (exposuresOf(sums) > 0 && JSON.stringify(moments.at(-1)?.sums) !== JSON.stringify(sums)) moments.push({ atMs, sums });
    if (moments.length > KEPT_MOMENTS) this.#moments.set(key, thinned(moments));
    return { atMs, sums, history: [...(this.#moments.get(key) ?? [])] };
  }
}

/** Without every second one; the newest stays. */
function thinned(moments: readonly Moment[]): Moment[] {
  return moments.filter((_, i) => (moments.length - 1 - i) % 2 === 0);
}

function exposuresOf({ variants }: ExperimentAggregate): number {
  return variants.control.exposures + variants.treatment.exposures;
}
