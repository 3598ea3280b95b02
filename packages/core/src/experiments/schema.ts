import * as z from "zod";
import type { ModelVersion } from "../placements/schema.ts";
import type { Moments } from "./sufficient-statistics.ts";

export const EXPERIMENT_STATES = ["draft", "running", "stopped", "decided", "archived"] as const;
export type ExperimentState = (typeof EXPERIMENT_STATES)[number];

export const DECISIONS = ["control", "treatment", "inconclusive"] as const;
export type Decision = (typeof DECISIONS)[number];

export const VARIANTS = ["control", "treatment"] as const;

/** An arm as stored: which model version it serves and its share of those assigned. */
export const variantSchema = z.strictObject({
  key: z.enum(VARIANTS),
  name: z.string().min(1).max(80),
  modelVersionId: z.string(),
  weight: z.number().min(0).max(1),
});
export type Variant = z.infer<typeof variantSchema>;
export type VariantKey = Variant["key"];

/** What serving needs of an experiment while it runs; its variants carry the whole model, so that one answer never mixes two. */
export interface RunningExperiment {
  readonly id: string;
  readonly key: string;
  /** Raised when people are assigned anew; statistics of two phases are never mixed. */
  readonly phase: number;
  /** Of the assignment hash. */
  readonly seed: string;
  /** Event type whose first occurrence after the exposure is the conversion. */
  readonly conversionEvent: string;
  readonly variants: readonly { readonly key: VariantKey; readonly weight: number; readonly model: ModelVersion }[];
}

/** That a person was given a variant, logged by the server with what was shown. */
export interface Exposure {
  readonly experimentId: string;
  readonly phase: number;
  readonly variant: VariantKey;
  /** Where the person's hash lies in [0, 1), in steps of 1/10,000. */
  readonly bucket: number;
  readonly conversionEvent: string;
}

/** What a person did in one phase of an experiment: part of their state in the user lane. Replaced, never changed. */
export interface PersonExperiment {
  readonly experimentId: string;
  readonly phase: number;
  /** The first one they were shown; it is theirs in all statistics. */
  readonly variant: VariantKey;
  readonly conversionEvent: string;
  /** First and newest list. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** Lists shown, and of them those with an outcome in its window. */
  readonly lists: number;
  readonly clicked: number;
  readonly converted: boolean;
  /** Was shown lists of another variant too. */
  readonly several: boolean;
}

/** Sums over the people of a variant. */
export interface VariantAggregate {
  readonly people: number;
  /** Lists shown to them. */
  readonly exposures: number;
  readonly conversions: number;
  /** Of their click-through, clicked / lists. */
  readonly clickThrough: Moments;
}

/** Everything that the statistics of one phase of an experiment need: exact, additive, without people. */
export interface ExperimentAggregate {
  readonly variants: Readonly<Record<VariantKey, VariantAggregate>>;
  /** People who were shown several variants. */
  readonly severalVariants: number;
}
