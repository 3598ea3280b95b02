import type { Demographics, Purposes } from "../consent/schema.ts";
import type { Exposure } from "../experiments/schema.ts";
import type { ItemKey } from "../identity/item-key.ts";

/**
 * What a person's lane (`attune.events`, keyed `tenant|subject`) carries. The api stamps on each record whatever its fold needs from
 * elsewhere (weight, categories, segments, consent), so that a fold is a function of its lane alone.
 */
export type LaneRecord =
  | EventRecord
  | ImpressionRecord
  | ConsentRecord
  | ProfileRecord
  | MergeRecord
  | TransferRecord
  | ErasureRecord
  | TickRecord;

interface OfSubject {
  readonly tenant: string;
  readonly subject: string;
  /** Key that unseals `sealed` fields; "" while they are stored as they are (docs/guarantees.md, forgetting). */
  readonly keyId: string;
  /** When the api accepted it. */
  readonly acceptedAtMs: number;
}

export interface EventRecord extends OfSubject {
  readonly kind: "event";
  readonly eventId: string;
  readonly type: string;
  readonly itemId: string | undefined;
  readonly weight: number;
  readonly outcome: boolean;
  readonly consumes: boolean;
  readonly occurredAtMs: number;
  readonly sessionId: string | undefined;
  readonly value: number | undefined;
  readonly dwellMs: number | undefined;
  readonly recommendationId: string | undefined;
  /** Categories of the item at acceptance. */
  readonly categories: readonly string[];
  /** Segments of the person at acceptance, such as `age:25-34`, `country:GB`, `language:en`, `device:mobile`. */
  readonly segments: readonly string[];
  readonly permissions: number;
  readonly policyVersion: number;
  /** JSON of `properties` and `context` as sent, or undefined. The sealing slot of an event. */
  readonly sealed: string | undefined;
  /** Of the tenant's event schema that `properties` were checked against; undefined for a type without one. */
  readonly schemaId: number | undefined;
}

/** What was shown, appended by the api after it answered; joined with outcomes in the same lane. */
export interface ImpressionRecord extends OfSubject {
  readonly kind: "impression";
  readonly recommendationId: string;
  readonly placement: string;
  readonly modelId: string;
  readonly personalized: boolean;
  readonly shownAtMs: number;
  readonly items: readonly ItemKey[];
  /** Ranker features of the items as used when serving, `items.length x FEATURE_COUNT`, row by item. */
  readonly features: Float32Array;
  /** Probability with which exploration put each item in its place. */
  readonly propensities: Float32Array;
  readonly permissions: number;
  /** The experiment that chose the model; undefined where none runs. */
  readonly exposure: Exposure | undefined;
}

export interface ConsentRecord extends OfSubject {
  readonly kind: "consent";
  readonly purposes: Purposes;
  readonly source: string;
  readonly policyVersion: number | undefined;
  readonly decidedAtMs: number;
}

export interface ProfileRecord extends OfSubject {
  readonly kind: "profile";
  /** JSON of the attributes; personal, hence in the sealing slot. */
  readonly sealed: string;
  readonly demographics: Demographics;
}

/** In the anonymous person's lane: everything so far and from now on belongs to `into`. */
export interface MergeRecord extends OfSubject {
  readonly kind: "merge";
  readonly into: string;
}

/** In the known person's lane: what an anonymous person brought along. Emitted once per merge by the anonymous lane's fold. */
export interface TransferRecord extends OfSubject {
  readonly kind: "transfer";
  readonly from: string;
  /** The anonymous person's packed state. */
  readonly state: Uint8Array;
  /** Lane partition and offset of the merge: a transfer that was seen is dropped. */
  readonly sourcePartition: number;
  readonly sourceOffset: number;
}

/** The person is to be forgotten: what the lane keeps of them ends here. */
export interface ErasureRecord extends OfSubject {
  readonly kind: "erasure";
  readonly requestId: string;
}

/** Moves a partition's watermark where no event does; written by the worker so that windows close as a function of the log. */
export interface TickRecord {
  readonly kind: "tick";
  readonly atMs: number;
}
