import type { BuiltInEventType } from "@attune/core/events/event-types";
import type { ItemKey } from "@attune/core/identity/item-key";
import type { MeasureName } from "../evaluation/measures.ts";

/** Something that happened in a data set, as a customer would have sent it. */
export interface PastEvent {
  readonly subject: string;
  readonly itemId: string;
  readonly atMs: number;
  readonly type: BuiltInEventType;
  readonly segments?: readonly string[];
}

/** A recommendation asked for at a moment of the stream, and what would have been right. */
export interface Question {
  readonly subject: string;
  readonly atMs: number;
  /** Items that count as right; repeated ids count once. */
  readonly relevant: ReadonlySet<ItemKey>;
  readonly excluded: ReadonlySet<ItemKey>;
  /** Rank these instead of everything. */
  readonly given?: readonly ItemKey[];
  readonly segments?: readonly string[];
  /** Prefix of its measures, where a protocol asks in several ways; "" otherwise. */
  readonly group: string;
  /** False for questions of the training part: they teach the ranker and are not measured. */
  readonly counts: boolean;
  /** Whether the ranker may learn from the answer, after it was scored. */
  readonly teaches: boolean;
}

/** What a protocol makes of its files, in order. */
export type Step =
  | { readonly kind: "event"; readonly event: PastEvent }
  /** Folded into the person alone: the models must not learn what the protocol holds out. */
  | { readonly kind: "remember"; readonly event: PastEvent }
  | { readonly kind: "question"; readonly question: Question }
  /** The person does not come back. */
  | { readonly kind: "forget"; readonly subject: string };

export interface ProtocolInputs {
  readonly dir: string;
  readonly file: string | undefined;
  /** Told of every row that was worked off. */
  readonly advance: () => void;
}

export interface Protocol {
  readonly name: string;
  readonly measures: readonly MeasureName[];
  readonly groups: readonly string[];
  /** Choices a reader of the numbers must know. */
  readonly notes: readonly string[];
  /** Names of the files it reads. Throws a DataError when one that the protocol needs was not named. */
  files(file: string | undefined): readonly string[];
  steps(inputs: ProtocolInputs): AsyncIterable<Step> | Iterable<Step>;
}

/** Data sets without times get one second per event, from here on. */
const SYNTHETIC_START_MS = Date.UTC(2020, 0, 1);
export const SYNTHETIC_TIMES = "the data has no times: events are one second apart, in file order";

export function syntheticTime(eventNumber: number): number {
  return SYNTHETIC_START_MS + eventNumber * 1000;
}

/** About this many questions of a training part teach the ranker; more change nothing but the time it takes. */
const LESSONS = 20_000;

/** Every how many of `events` one teaches. */
export function lessonEvery(events: number): number {
  return Math.max(1, Math.ceil(events / LESSONS));
}
