import { join } from "node:path";
import type { StandingStore } from "@attune/core/ports/standing-store";
import { packStanding, unpackStanding } from "../codec/pack-standing.ts";
import { openEnvironment } from "./open-environment.ts";
import { removeCleared } from "./remove-cleared.ts";
import { scrubEnvironment } from "./scrub-environment.ts";
import { transact } from "./transact.ts";

/**
 * Standings in one LMDB environment, `<folder>/standings`: written by the api, read by api and worker. A write is flushed before it
 * becomes visible and before it resolves, so a gate that was seen closed stays closed.
 */
export function embeddedStandingStore(folder: string): StandingStore {
  const db = openEnvironment(join(folder, "standings"), "once durable");
  const keyOf = (tenant: string, subject: string): Buffer => {
    const key = Buffer.from(`${tenant}|${subject}`, "utf8");
    if (key.length > 1_024) throw new RangeError(`tenant and subject may have 1,024 bytes together, these have ${key.length}`);
    return key;
  };

  return {
    async read(tenant, subjects) {
      // lmdb keeps one read transaction for a turn of the event loop; the api has committed since.
      db.resetReadTxn();
      return subjects.map((subject) => {
        const stored = db.getBinary(keyOf(tenant, subject));
        return stored === undefined ? undefined : unpackStanding(stored);
      });
    },

    async write(tenant, subject, standing) {
      const key = keyOf(tenant, subject);
      const packed = packStanding(standing);
      await transact(db, () => {
        const stored = db.getBinary(key);
        if (stored === undefined || unpackStanding(stored).changedAtMs <= standing.changedAtMs) db.put(key, packed);
      });
    },

    async erase(tenant, subjects) {
      const keys = subjects.map((subject) => keyOf(tenant, subject));
      return transact(db, () => keys.filter((key) => removeCleared(db, key)).length);
    },

    async scrub(forms) {
      return scrubEnvironment(db, join(folder, "standings"), forms);
    },

    async close() {
      await db.close();
    },
  };
}
