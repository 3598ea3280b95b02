import { endWithParent } from "./child-process.fixture.ts";
import { embeddedLog } from "./log.ts";
import { embeddedStateStore } from "./state-store.ts";

/** A worker: holds the group, commits each record's text as state and then answers it on another topic. */
endWithParent();
const folder = process.argv[2] as string;
const [log, state] = [embeddedLog(folder), embeddedStateStore(folder)];
const lane = { lane: "users", partition: 0 } as const;
let { epoch, offset } = await state.claim(lane);
const running = await log.subscribe({
  topic: "events",
  group: "users",
  maxBatchRecords: 1,
  startOffset: async (partition) => (partition === 0 ? offset : 0),
  async handle({ records }) {
    const record = records[0] as (typeof records)[number];
    await state.commit({ ...lane, epoch, expectedOffset: offset, nextOffset: record.offset + 1, puts: [["st|last", record.value]] });
    offset = record.offset + 1;
    await log.append("examples", [{ ...record, partition: 0 }]);
    return offset;
  },
});
await running.finished;
