import { join } from "node:path";
import { PURPOSES, type Standing } from "@attune/core/consent/schema";
import type { StandingStore } from "@attune/core/ports/standing-store";
import { openEnvironment } from "./open-environment.ts";
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
        return stored === undefined ? undefined : unpack(stored);
      });
    },

    async write(tenant, subject, standing) {
      const key = keyOf(tenant, subject);
      const packed = pack(standing);
      await transact(db, () => {
        const stored = db.getBinary(key);
        if (stored === undefined || unpack(stored).changedAtMs <= standing.changedAtMs) db.put(key, packed);
      });
    },

    async close() {
      await db.close();
    },
  };
}

type Packed = [
  version: 1,
  changedAtMs: number,
  suppressed: 0 | 1,
  purposes: string,
  policyVersion: number | null,
  source: string | null,
  ageBand: string | null,
  country: string | null,
  language: string | null,
];

/** A JSON array, about 60 bytes; purposes as a letter each in the order of PURPOSES: y, n or - for undecided. */
function pack({ purposes, policyVersion, source, demographics, suppressed, changedAtMs }: Standing): Buffer {
  const letters = PURPOSES.map((purpose) => (purposes[purpose] === undefined ? "-" : purposes[purpose] ? "y" : "n")).join("");
  const { ageBand, country, language } = demographics;
  const packed: Packed = [
    1,
    changedAtMs,
    suppressed ? 1 : 0,
    letters,
    policyVersion ?? null,
    source ?? null,
    ageBand ?? null,
    country ?? null,
    language ?? null,
  ];
  return Buffer.from(JSON.stringify(packed), "utf8");
}

function unpack(bytes: Buffer): Standing {
  const [version, changedAtMs, suppressed, letters, policyVersion, source, ageBand, country, language] = JSON.parse(
    bytes.toString("utf8"),
  ) as Packed;
  if (version !== 1) throw new Error(`a standing was written by a newer release (layout ${String(version)})`);
  const decided = PURPOSES.flatMap((purpose, i) => (letters[i] === "-" ? [] : [[purpose, letters[i] === "y"] as const]));
  const declared = Object.entries({ ageBand, country, language }).filter(([, value]) => value !== null);
  return {
    purposes: Object.fromEntries(decided),
    policyVersion: policyVersion ?? undefined,
    source: source ?? undefined,
    demographics: Object.fromEntries(declared),
    suppressed: suppressed === 1,
    changedAtMs,
  };
}
