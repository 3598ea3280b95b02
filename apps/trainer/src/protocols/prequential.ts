import { type ItemKey, itemKey } from "@attune/core/identity/item-key";
import { DataError } from "../formats/data-error.ts";
import { readInteractions } from "../formats/read-interactions.ts";
import type { Protocol, ProtocolInputs, Step } from "./protocol.ts";

/** Every event of a known person is first predicted, then learned; items the person has seen are excluded. All ratings count alike. */
export const prequential: Protocol = {
  name: "prequential",
  measures: ["recall@10", "ndcg@10", "mrr@10"],
  groups: [""],
  notes: [
    "every event is relevant, whatever its rating",
    "a person is known from their second event on",
    "items a person has seen are excluded",
  ],
  files(file) {
    if (file === undefined) throw new DataError("The prequential protocol needs --file, the name of the file of ratings inside --data.");
    return [file];
  },
  async *steps({ dir, file, advance }: ProtocolInputs): AsyncGenerator<Step> {
    const rows = await readInteractions(dir, file as string);
    const seenBy = new Map<string, Set<ItemKey>>();
    for (let row = 0; row < rows.size; row++) {
      const [subject, itemId, atMs] = [rows.userOf(row), rows.itemOf(row), rows.atMsOf(row)];
      const key = itemKey(itemId);
      let seen = seenBy.get(subject);
      if (seen === undefined) {
        seen = new Set();
        seenBy.set(subject, seen);
      } else {
        const question = { subject, atMs, relevant: new Set([key]), excluded: seen, group: "", counts: true, teaches: true };
        yield { kind: "question", question };
      }
      yield { kind: "event", event: { subject, itemId, atMs, type: "rating" } };
      seen.add(key);
      advance();
    }
  },
};
