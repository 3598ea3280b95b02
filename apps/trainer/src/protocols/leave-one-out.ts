import { type ItemKey, itemKey } from "@attune/core/identity/item-key";
import { readSequences } from "../formats/read-sequences.ts";
import { type Protocol, type ProtocolInputs, type Step, SYNTHETIC_TIMES, syntheticTime } from "./protocol.ts";
import { trainOn } from "./train-on.ts";

const FILE = "sequences.txt";
const LESSON_EVERY = 50;

/** The last item of every person is held out and ranked among all items that the person has not seen. */
export const leaveOneOut: Protocol = {
  name: "leave-one-out",
  measures: ["hr@10", "ndcg@10"],
  groups: [""],
  notes: [SYNTHETIC_TIMES, "people with a single item are left out", "items a person has seen are excluded, the held-out one never"],
  files: () => [FILE],
  async *steps({ dir, advance }: ProtocolInputs): AsyncGenerator<Step> {
    const heldOut: { subject: string; last: string; seen: ReadonlySet<ItemKey> }[] = [];
    let events = 0;
    for await (const { subject, itemIds } of readSequences(dir, FILE)) {
      advance();
      const last = itemIds.at(-1);
      if (last === undefined || itemIds.length < 2) continue;
      const history = itemIds.slice(0, -1);
      yield* trainOn({ subject, itemIds: history }, { firstEvent: events, lessonEvery: LESSON_EVERY, repeats: false });
      events += history.length;
      heldOut.push({ subject, last, seen: new Set(history.map(itemKey)) });
    }
    for (const { subject, last, seen } of heldOut) {
      const key = itemKey(last);
      const excluded = seen.has(key) ? new Set([...seen].filter((other) => other !== key)) : seen;
      const question = {
        subject,
        atMs: syntheticTime(events),
        relevant: new Set([key]),
        excluded,
        group: "",
        counts: true,
        teaches: false,
      };
      yield { kind: "question", question };
    }
  },
};
