import { expect, it } from "vitest";
import { storeRows } from "./store-rows.ts";

const receipt = (step: string, store: string, of: object) => ({ step, store, receipt: of, atMs: 0 });

it("joins what all steps did to a store, those with residue first, then those that held something", () => {
  const rows = storeRows(
    [
      receipt("control", "state", { residue: 9, note: "not shown" }),
      receipt("purge", "vectors", { found: 0, left: 0, note: "none" }),
      receipt("purge", "topic:events", { found: 4, left: 0 }),
      receipt("scrub", "topic:events", { bytesOverwritten: 512 }),
      receipt("scan", "topic:events", { residue: 0, controlFound: true }),
      receipt("scan", "state", { residue: 1, controlFound: true }),
    ],
    { "topic:events": 5, standings: 0, "state:s": 2, "state:a": 1 },
  );
  expect(rows.map(({ store }) => store)).toEqual(["state", "state:a", "state:s", "topic:events", "standings", "vectors"]);
  expect(rows[0]?.before).toBe(3);
  expect(rows[3]).toEqual({
    store: "topic:events",
    before: 5,
    left: 0,
    bytesOverwritten: 512,
    residue: 0,
    controlFound: true,
    notes: [],
  });
  expect(rows[0]?.notes).toEqual([]);
});
