import { itemKey } from "@attune/core/identity/item-key";
import { lineError, readLines } from "../formats/read-lines.ts";
import { type Protocol, type ProtocolInputs, type Step, SYNTHETIC_TIMES, syntheticTime } from "./protocol.ts";
import { pastEvent } from "./train-on.ts";

const TRAIN = "ncf.train.pairs";
const TEST = "ncf.test.negative";
/** Every how many events the ranker gets a lesson. */
const LESSON_EVERY = 50;
const POSITIVE = /^\(\s*([^,]+?)\s*,\s*([^)]+?)\s*\)$/;

/** One held-out item among its sampled negatives (He et al., WWW 2017), ranked as `POST /v1/rank` would. */
export const ncf: Protocol = {
  name: "ncf",
  measures: ["hr@10", "ndcg@10"],
  groups: [""],
  notes: [SYNTHETIC_TIMES, "only the given items are ranked"],
  files: () => [TRAIN, TEST],
  async *steps({ dir, advance }: ProtocolInputs): AsyncGenerator<Step> {
    let events = 0;
    for await (const line of readLines(dir, TRAIN)) {
      advance();
      const [subject, itemId] = line.text.split("\t");
      if (subject === undefined || subject === "" || itemId === undefined || itemId === "")
        throw lineError(TRAIN, line, "expected user<TAB>item");
      if (events % LESSON_EVERY === 0) {
        const relevant = new Set([itemKey(itemId)]);
        const question = {
          subject,
          atMs: syntheticTime(events),
          relevant,
          excluded: new Set<number>(),
          group: "",
          counts: false,
          teaches: true,
        };
        yield { kind: "question", question };
      }
      yield { kind: "event", event: pastEvent(subject, itemId, events) };
      events += 1;
    }
    for await (const line of readLines(dir, TEST)) {
      advance();
      const [pair = "", ...negatives] = line.text.split("\t");
      const [, subject, positive] = POSITIVE.exec(pair) ?? [];
      if (subject === undefined || positive === undefined || negatives.length === 0)
        throw lineError(TEST, line, "expected (user,item)<TAB>negative<TAB>negative ...");
      const given = [...new Set([positive, ...negatives].map(itemKey))];
      const relevant = new Set([itemKey(positive)]);
      const question = {
        subject,
        atMs: syntheticTime(events),
        relevant,
        excluded: new Set<number>(),
        given,
        group: "",
        counts: true,
        teaches: false,
      };
      yield { kind: "question", question };
    }
  },
};
