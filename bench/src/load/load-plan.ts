/** One kind of request, sent as HTTP POST with a JSON body. */
export interface RequestStream {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly string[];
  /** `once` sends each body one time and ends with them; `random` draws with the plan's seed, for ever. */
  readonly draw: "once" | "random";
  /** Answers that contain one of these texts are counted, so that a fast wrong answer is seen. */
  readonly markers: readonly string[];
}

/** Requests leave at their scheduled time whatever became of earlier ones: latency counts from that time. */
export interface OpenLoopPlan {
  readonly kind: "open";
  readonly streams: readonly (RequestStream & { readonly ratePerSecond: number })[];
}

/** Each connection sends its next request when the former was answered: finds the throughput, hides waiting. */
export interface ClosedLoopPlan {
  readonly kind: "closed";
  readonly stream: RequestStream;
  /** What is refused for now or not answered is sent again after so long, and counts as a failure each time. Without it it is given up. */
  readonly againAfterMs?: number;
}

export type LoadPlan = (OpenLoopPlan | ClosedLoopPlan) & {
  readonly origin: string;
  readonly connections: number;
  /** Sent like the others and not counted. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly seed: string;
};

export interface StreamOutcome {
  readonly name: string;
  readonly answered: number;
  /** By status; a request without an answer counts as 0. */
  readonly failures: Readonly<Record<number, number>>;
  /** As many as there are markers. */
  readonly marked: readonly number[];
  /** A LatencySketch as JSON, ms: from the scheduled time (open) or from sending (closed) to the end of the answer. */
  readonly latency: readonly number[];
  /** A LatencySketch as JSON, ms: by how much later than scheduled the generator sent; empty in a closed loop. */
  readonly lateness: readonly number[];
}

export interface LoadOutcome {
  readonly streams: readonly StreamOutcome[];
  /** From the first counted request to the last answer. */
  readonly elapsedSeconds: number;
  /** CPU of generator and pacer threads over `elapsedSeconds`, in cores. */
  readonly generatorCores: number;
}
