import type { WorkerReport } from "@attune/core/live/worker-report";

/** A click-through of longer ago is not the present one. */
const PRESENT_SECONDS = 60;
/** A worker that is silent for longer while another speaks has ended: the other has its partitions. */
const SILENT_SECONDS = 5;

/** The latest report of each worker on a tenant, and what they come to together. */
export class LatestReports {
  readonly #latest = new Map<string, { readonly report: WorkerReport; ageSeconds: number }>();
  /** Only whoever has the learner's lane knows it. */
  #accuracy: { readonly said: WorkerReport["accuracy"]; ageSeconds: number } | undefined;

  add(report: WorkerReport): void {
    this.#latest.set(report.worker, { report, ageSeconds: 0 });
    const { ranker, popularity } = report.accuracy;
    if (ranker !== null || popularity !== null) this.#accuracy = { said: report.accuracy, ageSeconds: 0 };
  }

  /** A second passed. */
  tick(): void {
    for (const each of this.#latest.values()) each.ageSeconds += 1;
    const youngest = Math.min(...[...this.#latest.values()].map(({ ageSeconds }) => ageSeconds));
    for (const [worker, { ageSeconds }] of this.#latest)
      if (ageSeconds > SILENT_SECONDS && youngest <= SILENT_SECONDS) this.#latest.delete(worker);
    if (this.#accuracy !== undefined && ++this.#accuracy.ageSeconds > PRESENT_SECONDS) this.#accuracy = undefined;
  }

  /** Undefined while nobody reported. */
  get lag(): number | undefined {
    if (this.#latest.size === 0) return undefined;
    return [...this.#latest.values()].reduce((total, { report }) => total + report.lag, 0);
  }

  get clickThrough(): WorkerReport["ctr"] {
    const present = [...this.#latest.values()].filter(({ ageSeconds }) => ageSeconds <= PRESENT_SECONDS).map(({ report }) => report.ctr);
    const sumOf = (kind: "personalized" | "popularity") =>
      present.reduce<[number, number]>(([shown, clicked], ctr) => [shown + ctr[kind][0], clicked + ctr[kind][1]], [0, 0]);
    return { personalized: sumOf("personalized"), popularity: sumOf("popularity") };
  }

  get accuracy(): WorkerReport["accuracy"] {
    return this.#accuracy?.said ?? { ranker: null, popularity: null };
  }
}
