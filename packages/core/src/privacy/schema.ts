import * as z from "zod";
import { idSchema } from "../catalogue/schema.ts";

/** What a person may ask for (GDPR articles 15 to 21, CCPA 1798.105 to 1798.121). */
export const REQUEST_TYPES = ["erasure", "access", "portability", "rectification", "restriction", "objection"] as const;
export type RequestType = (typeof REQUEST_TYPES)[number];

export const REGULATIONS = ["gdpr", "ccpa"] as const;
export type Regulation = (typeof REGULATIONS)[number];

/** In the order in which an erasure passes through them; `rejected` and `failed` are beside the way. */
export const ERASURE_STATES = [
  "received",
  "verified",
  "approved",
  "fenced",
  "keys_destroyed",
  "stores_purged",
  "models_clean",
  "scanned",
  "certified",
] as const;
export const REQUEST_STATES = [...ERASURE_STATES, "rejected", "failed"] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export const privacyRequestSchema = z.strictObject({
  userId: idSchema,
  type: z.enum(REQUEST_TYPES),
  regulation: z.enum(REGULATIONS),
});
export type PrivacyRequestInput = z.infer<typeof privacyRequestSchema>;

/** What stores know of a person, by store; counts of records, rows or values. */
export const tracesSchema = z.record(z.string(), z.int().nonnegative());
export type Traces = z.infer<typeof tracesSchema>;

export function totalTraces(traces: Traces): number {
  return Object.values(traces).reduce((sum, count) => sum + count, 0);
}

/** What one step of an erasure did in one store. */
export const receiptSchema = z.object({
  /** Records, rows or values there before the step, where they can be counted. */
  found: z.int().nonnegative().optional(),
  removed: z.int().nonnegative().optional(),
  /** There afterwards. */
  left: z.int().nonnegative().optional(),
  bytesOverwritten: z.int().nonnegative().optional(),
  bytesScanned: z.int().nonnegative().optional(),
  filesScanned: z.int().nonnegative().optional(),
  /** Occurrences of a form of the person. */
  residue: z.int().nonnegative().optional(),
  /** Positive control: what certainly stands in the store was found by the same scan. */
  controlFound: z.boolean().optional(),
  durationMs: z.number().nonnegative().optional(),
  /** A sentence where numbers do not say it. */
  note: z.string().optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;

export interface StoredReceipt {
  readonly step: string;
  readonly store: string;
  readonly receipt: Receipt;
  readonly atMs: number;
}
