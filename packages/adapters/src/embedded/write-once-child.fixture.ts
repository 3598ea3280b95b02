import { embeddedLog } from "./log.ts";
import { embeddedStandingStore } from "./standing-store.ts";
import { embeddedStateStore } from "./state-store.ts";

/** Writes one thing into each store, and ends. */
const folder = process.argv[2] as string;
const [log, state, standings] = [embeddedLog(folder), embeddedStateStore(folder), embeddedStandingStore(folder)];
const lane = { lane: "users", partition: 0 } as const;
const { epoch } = await state.claim(lane);
await state.commit({ ...lane, epoch, expectedOffset: 0, nextOffset: 1, puts: [] });
await log.append("examples", [{ partition: 0, key: "k", value: Buffer.from("v"), timestampMs: 0 }]);
await standings.write("t", "s", {
  purposes: {},
  policyVersion: undefined,
  source: undefined,
  demographics: {},
  suppressed: true,
  changedAtMs: 1,
});
await Promise.all([log.close(), state.close(), standings.close()]);
