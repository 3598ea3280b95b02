import type { ConsentDecision } from "@attune/core/consent/consent-decision";
import type { PersonTag } from "@attune/core/identity/person-tag";
import type { LogRecord } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { LedgerEntry } from "@attune/db/consent-ledger";
import type { DeadLetter } from "./dead-letters.ts";
import { type DecodedRecord, decodeRecords } from "./decode-records.ts";
import type { FoldedBatch, LaneFolder } from "./lane-runner.ts";
import { retryUntil } from "./retry-until.ts";
import type { FindTenants } from "./tenant-directory.ts";

export interface LedgerLanePorts {
  readonly codec: RecordCodec;
  readonly findTenants: FindTenants;
  readonly tagOf: PersonTag;
  /** Records each decision once, however often it is brought. */
  readonly recordDecisions: (entries: readonly LedgerEntry[]) => Promise<unknown>;
  readonly park: (letters: readonly DeadLetter[]) => Promise<void>;
  readonly report: (cause: unknown) => void;
}

/**
 * Takes people's decisions from the log into the consent ledger. The ledger is a copy to be asked: gates are closed by the standing and by the
 * person's lane. So while Postgres is away this lane waits and no other does, and what waits is safe in the log; `stopping` ends the wait.
 */
export function ledgerLane(ports: LedgerLanePorts, partition: number, stopping: AbortSignal): LaneFolder {
  async function record(decoded: readonly DecodedRecord<ConsentDecision>[], letterOf: (offset: number) => DeadLetter): Promise<void> {
    const tenants = await ports.findTenants(decoded.map(({ record: { tenant } }) => tenant));
    const entries: LedgerEntry[] = [];
    const strays: DeadLetter[] = [];
    for (const { offset, record: decision } of decoded) {
      const { tenant: tenantId, subject, sourcePartition: lanePartition, sourceOffset: laneOffset, ...rest } = decision;
      const tenant = tenants.get(tenantId);
      if (tenant === undefined) strays.push(letterOf(offset));
      else entries.push({ tenantId, person: ports.tagOf(tenant, subject), lanePartition, laneOffset, ...rest });
    }
    if (entries.length > 0) await ports.recordDecisions(entries);
    await ports.park(strays);
  }

  async function fold(records: readonly LogRecord[]): Promise<FoldedBatch> {
    const from = { topic: "consent-decisions", partition } as const;
    const { decoded, dead } = decodeRecords(records, ports.codec.consentDecision, new Map(), from);
    const letterOf = (offset: number): DeadLetter => ({
      ...from,
      record: records.find((each) => each.offset === offset) as LogRecord,
      error: new Error("there is no such tenant"),
    });
    return {
      publish: async () => {
        await ports.park(dead);
        if (decoded.length > 0) await retryUntil(stopping, () => record(decoded, letterOf), ports.report);
      },
      puts: () => [],
    };
  }

  return { open: async () => undefined, fold, committed: () => undefined };
}
