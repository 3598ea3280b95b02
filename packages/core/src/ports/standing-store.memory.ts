import type { Standing } from "../consent/schema.ts";
import type { StandingStore } from "./standing-store.ts";

/** The standing store's meaning: the newest change by `changedAtMs` wins, of equally new ones the later written. */
export function memoryStandingStore(): StandingStore {
  const standings = new Map<string, Standing>();
  return {
    async read(tenant, subjects) {
      return subjects.map((subject) => standings.get(`${tenant}|${subject}`));
    },

    async write(tenant, subject, standing) {
      const stored = standings.get(`${tenant}|${subject}`);
      if (stored !== undefined && stored.changedAtMs > standing.changedAtMs) return;
      standings.set(`${tenant}|${subject}`, structuredClone(standing));
    },

    async close() {},
  };
}
