import { closeItem } from "@attune/core/flows/fold-item-delta";
import { packItemState, unpackItemState } from "@attune/core/models/pack-item-state";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import { EXPERIMENT_SUMS } from "@attune/core/ports/state-keys";
import type { StateStore } from "@attune/core/ports/state-store";
import { TOPICS } from "@attune/core/ports/topics";

/** Later than any event of a test: every pane is closed by then. */
const FAR_FUTURE_MS = 4_000_000_000_000;

/**
 * Everything that people, items and experiments amount to, by key, in bytes that do not depend on how far panes happened to be closed. Left out is a lane's own
 * bookkeeping, which follows the wall clock through ticks.
 */
export async function foldedContents(state: StateStore): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for (let partition = 0; partition < TOPICS.events.partitions; partition++) {
    for (const part of ["s", "a", EXPERIMENT_SUMS]) {
      for await (const { key, value } of state.scan({ lane: "users", partition }, part)) {
        contents.set(`users/${partition}/${key}`, Buffer.from(value).toString("hex"));
      }
    }
  }
  for (let partition = 0; partition < TOPICS["item-deltas"].partitions; partition++) {
    for await (const { key, value } of state.scan({ lane: "items", partition }, "i")) {
      const item = unpackItemState(value);
      closeItem(item, FAR_FUTURE_MS);
      contents.set(`items/${partition}/${key}`, Buffer.from(packItemState(item, new ByteWriter())).toString("hex"));
    }
    for await (const { key, value } of state.scan({ lane: "items", partition }, "t")) {
      contents.set(`items/${partition}/${key}`, Buffer.from(value).toString("hex"));
    }
  }
  return contents;
}
