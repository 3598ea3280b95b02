import { itemKey } from "@attune/core/identity/item-key";
import { readSessions } from "../formats/read-sequences.ts";
import { type Protocol, type ProtocolInputs, type Step, SYNTHETIC_TIMES, syntheticTime } from "./protocol.ts";
import { pastEvent, trainOn } from "./train-on.ts";

const TRAIN = "train.txt";
const TEST = "test.txt";
const LESSON_EVERY = 10;

/** Next item of anonymous sessions: every line is somebody new, of whom nothing but the line is known. All items are ranked. */
export const sessions: Protocol = {
  name: "sessions",
  measures: ["hr@20", "mrr@20"],
  groups: [""],
  notes: [
    SYNTHETIC_TIMES,
    "a test line's beginning tells of its own person alone: the models learn nothing from the test file",
    "nothing is excluded",
  ],
  files: () => [TRAIN, TEST],
  async *steps({ dir, advance }: ProtocolInputs): AsyncGenerator<Step> {
    let events = 0;
    for await (const session of readSessions(dir, TRAIN, "train-", 1)) {
      yield* trainOn(session, { firstEvent: events, lessonEvery: LESSON_EVERY, repeats: true });
      yield { kind: "forget", subject: session.subject };
      events += session.itemIds.length;
      advance();
    }
    for await (const { subject, itemIds } of readSessions(dir, TEST, "test-", 2)) {
      const prefix = itemIds.slice(0, -1);
      for (const [i, itemId] of prefix.entries()) yield { kind: "remember", event: pastEvent(subject, itemId, events + i) };
      const relevant = new Set([itemKey(itemIds.at(-1) as string)]);
      const atMs = syntheticTime(events + prefix.length);
      yield { kind: "question", question: { subject, atMs, relevant, excluded: new Set(), group: "", counts: true, teaches: false } };
      yield { kind: "forget", subject };
      advance();
    }
  },
};
