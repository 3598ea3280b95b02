import type { Fault } from "./fault.ts";

const RECORDS = 50;

export const poison: Fault = {
  name: "poison",
  what: "a burst of records that nobody can decode, written straight to the log, beside duplicates and events out of order",
  runs: { short: 1, long: 100 },
  lastsMs: { short: 200, long: 500 },
  async inject({ poisonLog }) {
    await poisonLog(RECORDS);
    return async () => undefined;
  },
};
