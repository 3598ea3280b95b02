import { avroRecordCodec } from "@attune/adapters/codec/avro-record-codec";
import { newItemEntry } from "@attune/core/flows/fold-item-delta";
import { itemKey } from "@attune/core/identity/item-key";
import { addToVector } from "@attune/core/models/behaviour-vector";
import { emptyItemState } from "@attune/core/models/item-state";
import { memoryLog } from "@attune/core/ports/log.memory";
import { expect, it } from "vitest";
import { vectorPublisher } from "./publish-vectors.ts";

const START_MS = 1_790_000_000_000;

it("publishes later what it held back, as of the moment at which the item changed", async () => {
  const [log, codec] = [memoryLog(), avroRecordCodec()];
  let nowMs = START_MS;
  const { publish, flush } = vectorPublisher({ log, codec, clock: () => nowMs });
  const entry = newItemEntry("t1", itemKey("a"), emptyItemState("a"));
  addToVector(entry.state, itemKey("b"), START_MS, 1);
  const versions = async () =>
    (await log.read("item-vectors", 0, 0, 10)).map(({ value }) => codec.itemVector.decode(value).version - START_MS);

  await publish([entry]);
  nowMs += 3_000;
  await publish([entry]);
  await flush();
  expect(await versions()).toEqual([0]);
  nowMs += 8_000;
  await flush();
  // Compacted: the newest of the key.
  expect(await versions()).toEqual([3_000]);
  nowMs += 20_000;
  await flush();
  expect(await versions()).toEqual([3_000]);
});
