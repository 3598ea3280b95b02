import { type ItemKey, itemKey } from "@attune/core/identity/item-key";
import { readSequences } from "../formats/read-sequences.ts";
import { type Protocol, type ProtocolInputs, type Step, SYNTHETIC_TIMES, syntheticTime } from "./protocol.ts";
import { trainOn } from "./train-on.ts";

const TRAIN = "train.txt";
const TEST = "test.txt";
const LESSON_EVERY = 50;

/** The split of the graph-recommendation papers: what a person's test line holds is ranked among all items not in their train line. */
export const recall20: Protocol = {
  name: "recall20",
  measures: ["recall@20", "ndcg@20"],
  groups: [""],
  notes: [SYNTHETIC_TIMES, "people without training items are left out", "training items of a person are excluded"],
  files: () => [TRAIN, TEST],
  async *steps({ dir, advance }: ProtocolInputs): AsyncGenerator<Step> {
    const seenBy = new Map<string, ReadonlySet<ItemKey>>();
    let events = 0;
    for await (const sequence of readSequences(dir, TRAIN)) {
      advance();
      yield* trainOn(sequence, { firstEvent: events, lessonEvery: LESSON_EVERY, repeats: false });
      events += sequence.itemIds.length;
      if (sequence.itemIds.length > 0) seenBy.set(sequence.subject, new Set(sequence.itemIds.map(itemKey)));
    }
    for await (const { subject, itemIds } of readSequences(dir, TEST)) {
      advance();
      const excluded = seenBy.get(subject);
      if (excluded === undefined || itemIds.length === 0) continue;
      const relevant = new Set(itemIds.map(itemKey));
      yield {
        kind: "question",
        question: { subject, atMs: syntheticTime(events), relevant, excluded, group: "", counts: true, teaches: false },
      };
    }
  },
};
