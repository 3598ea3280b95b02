import { type ItemKey, itemKey } from "@attune/core/identity/item-key";
import type { Sequence } from "../formats/read-sequences.ts";
import { type PastEvent, type Step, syntheticTime } from "./protocol.ts";

/** How training sequences without times are told to the models. */
export interface Training {
  /** Number of the first event, which gives it its time. */
  readonly firstEvent: number;
  /** Every how many events the ranker gets a lesson: the next item is asked for before it is folded. */
  readonly lessonEvery: number;
  /** Whether items a person has seen may be asked for again. */
  readonly repeats: boolean;
}

export function pastEvent(subject: string, itemId: string, eventNumber: number): PastEvent {
  return { subject, itemId, atMs: syntheticTime(eventNumber), type: "view" };
}

/** The steps of one training sequence. */
export function* trainOn({ subject, itemIds }: Sequence, { firstEvent, lessonEvery, repeats }: Training): Generator<Step> {
  const seen = new Set<ItemKey>();
  for (const [i, itemId] of itemIds.entries()) {
    const number = firstEvent + i;
    const key = itemKey(itemId);
    if (i > 0 && number % lessonEvery === 0 && (repeats || !seen.has(key))) {
      const excluded: ReadonlySet<ItemKey> = repeats ? new Set() : seen;
      const question = {
        subject,
        atMs: syntheticTime(number),
        relevant: new Set([key]),
        excluded,
        group: "",
        counts: false,
        teaches: true,
      };
      yield { kind: "question", question };
    }
    yield { kind: "event", event: pastEvent(subject, itemId, number) };
    seen.add(key);
  }
}
