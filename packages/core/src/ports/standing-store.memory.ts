import type { Standing } from "../consent/schema.ts";
import { NOTHING_TO_SCRUB } from "./scrub-receipt.ts";
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

    async erase(tenant, subjects) {
      return subjects.filter((subject) => standings.delete(`${tenant}|${subject}`)).length;
    },

    async scrub() {
      return NOTHING_TO_SCRUB;
    },

    async close() {},
  };
}
