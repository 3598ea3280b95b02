import { LatencySketch } from "@attune/core/metrics/latency-sketch";
import type { RequestStream, StreamOutcome } from "./load-plan.ts";

/** What became of the counted requests of one stream. */
export class Tally {
  readonly #stream: RequestStream;
  readonly #markers: readonly Buffer[];
  readonly #latency = new LatencySketch();
  readonly #lateness = new LatencySketch();
  readonly #failures = new Map<number, number>();
  readonly #marked: number[];
  #answered = 0;

  constructor(stream: RequestStream) {
    this.#stream = stream;
    this.#markers = stream.markers.map((marker) => Buffer.from(marker));
    this.#marked = stream.markers.map(() => 0);
  }

  sent(lateMs: number): void {
    this.#lateness.add(lateMs);
  }

  /** Failures count in the latencies too: refusing quickly must not look fast, waiting in vain must not be left out. */
  done(status: number, body: readonly Buffer[], latencyMs: number): void {
    this.#latency.add(latencyMs);
    if (status < 200 || status > 299) {
      this.#failures.set(status, (this.#failures.get(status) ?? 0) + 1);
      return;
    }
    this.#answered += 1;
    this.#markers.forEach((marker, i) => {
      if (body.some((chunk) => chunk.includes(marker))) this.#marked[i] = (this.#marked[i] as number) + 1;
    });
  }

  outcome(): StreamOutcome {
    return {
      name: this.#stream.name,
      answered: this.#answered,
      failures: Object.fromEntries(this.#failures),
      marked: this.#marked,
      latency: this.#latency.toJSON(),
      lateness: this.#lateness.toJSON(),
    };
  }
}
