/** One impression's outcome (`attune.examples`), emitted by the user lane's join, learned in the order of that log. */
export interface TrainingExample {
  readonly tenant: string;
  readonly sourcePartition: number;
  readonly sourceOffset: number;
  readonly placement: string;
  readonly modelId: string;
  readonly personalized: boolean;
  readonly shownAtMs: number;
  readonly decidedAtMs: number;
  /** `labels.length x FEATURE_COUNT`, row by position. */
  readonly features: Float32Array;
  /** 1 where the item had an outcome. */
  readonly labels: Uint8Array;
  /** Importance of each row; 0 leaves a row out. */
  readonly weights: Float32Array;
}
