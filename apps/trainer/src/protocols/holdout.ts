import { type ItemKey, itemKey } from "@attune/core/identity/item-key";
import { readInteractions } from "../formats/read-interactions.ts";
import { lessonEvery, type Protocol, type ProtocolInputs, type Step } from "./protocol.ts";

const TRAIN = "train.tsv";
const TEST = "test.tsv";

/** Learns the training file in order of time, then ranks for every person of the test file all items that they have not seen. */
export const holdout: Protocol = {
  name: "holdout",
  measures: ["recall@10", "recall@20", "ndcg@10", "ndcg@20"],
  groups: [""],
  notes: [
    "every test item is relevant, whatever its value",
    "people without training items are left out",
    "training items of a person are excluded",
  ],
  files: () => [TRAIN, TEST],
  async *steps({ dir, advance }: ProtocolInputs): AsyncGenerator<Step> {
    const seenBy = new Map<string, Set<ItemKey>>();
    const train = await readInteractions(dir, TRAIN);
    const every = lessonEvery(train.size);
    for (let row = 0; row < train.size; row++) {
      const [subject, itemId, atMs] = [train.userOf(row), train.itemOf(row), train.atMsOf(row)];
      const key = itemKey(itemId);
      const seen = seenBy.get(subject) ?? new Set();
      if (seen.size > 0 && row % every === 0 && !seen.has(key)) {
        yield {
          kind: "question",
          question: { subject, atMs, relevant: new Set([key]), excluded: seen, group: "", counts: false, teaches: true },
        };
      }
      yield { kind: "event", event: { subject, itemId, atMs, type: "rating" } };
      seenBy.set(subject, seen.add(key));
      advance();
    }
    const nowMs = train.size > 0 ? train.atMsOf(train.size - 1) : 0;
    const test = await readInteractions(dir, TEST);
    const heldOut = Map.groupBy(
      Array.from({ length: test.size }, (_, row) => row),
      (row) => test.userOf(row),
    );
    for (const [subject, rows] of heldOut) {
      for (let n = rows.length; n > 0; n--) advance();
      const seen = seenBy.get(subject);
      if (seen === undefined) continue;
      const relevant = new Set(rows.map((row) => itemKey(test.itemOf(row))));
      const excluded = new Set([...seen].filter((key) => !relevant.has(key)));
      yield { kind: "question", question: { subject, atMs: nowMs, relevant, excluded, group: "", counts: true, teaches: false } };
    }
  },
};
