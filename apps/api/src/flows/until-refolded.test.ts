import { memoryLog } from "@attune/core/ports/log.memory";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { expect, it } from "vitest";
import { untilRefolded } from "./until-refolded.ts";

it("waits for what the log holds now, over stores that are away, and for nothing later", async () => {
  const [log, state] = [memoryLog(), memoryStateStore()];
  const lane = { lane: "users", partition: 2 } as const;
  const append = () => log.append("events", [{ partition: 2, key: "k", value: Buffer.from("v"), timestampMs: 0 }]);
  await append();
  await append();
  let looks = 0;
  let done = false;
  const looked = async (): Promise<void> => {
    const before = looks;
    await expect.poll(() => looks, { interval: 5 }).toBeGreaterThan(before + 4);
  };
  const refolded = untilRefolded(log, {
    offset: async (of) => {
      if (looks++ < 2) throw new Error("away");
      return state.offset(of);
    },
  }).then(() => {
    done = true;
  });
  const { epoch } = await state.claim(lane);
  await state.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 1, puts: [] });
  await append();
  await looked();
  expect(done).toBe(false);
  await state.commit({ ...lane, epoch, expectedOffset: 1, nextOffset: 2, puts: [] });
  await refolded;
});
