import { dayOf, type UsageMeasure, type UsageRow } from "@attune/core/metrics/usage";
import type { Clock } from "@attune/core/ports/clock";

/** Replaces what the same source counted before. */
export type WriteUsage = (tenantId: string, rows: readonly UsageRow[]) => Promise<void>;

interface UsageCountsOptions {
  /** Names this process among all that count. */
  readonly source: string;
  readonly clock: Clock;
  readonly write: WriteUsage;
  readonly report: (problem: string) => void;
}

interface Total {
  readonly dayMs: number;
  readonly measure: UsageMeasure;
  count: number;
  written: number;
}

const FLUSH_MS = 2_000;

/**
 * What this process did for each tenant, by day. Counting is adding in memory; every two seconds and at the end what moved is written behind the requests'
 * back. A write that failed is repeated with the newer total. A process that is killed takes the counts of its last two seconds with it.
 */
export class UsageCounts {
  readonly #options: UsageCountsOptions;
  readonly #tenants = new Map<string, Map<string, Total>>();
  #underWay: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: UsageCountsOptions) {
    this.#options = options;
  }

  count(tenantId: string, measure: UsageMeasure, amount: number): void {
    if (amount === 0) return;
    const dayMs = dayOf(this.#options.clock());
    const totals = this.#tenants.get(tenantId) ?? new Map<string, Total>();
    this.#tenants.set(tenantId, totals);
    const id = `${measure}|${dayMs}`;
    const total = totals.get(id);
    if (total === undefined) totals.set(id, { dayMs, measure, count: amount, written: 0 });
    else total.count += amount;
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#underWay;
    await this.flush();
  }

  /** Never rejects. */
  flush(): Promise<void> {
    this.#underWay ??= this.#write().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #write(): Promise<void> {
    const { source, clock, write, report } = this.#options;
    const today = dayOf(clock());
    for (const [tenantId, totals] of this.#tenants) {
      const moved = [...totals.values()].filter(({ count, written }) => count !== written);
      const rows = moved.map(({ dayMs, measure, count }): UsageRow => ({ dayMs, measure, source, count }));
      try {
        if (rows.length > 0) await write(tenantId, rows);
        for (const [i, total] of moved.entries()) total.written = (rows[i] as UsageRow).count;
        for (const [id, { dayMs, count, written }] of totals) if (dayMs < today && count === written) totals.delete(id);
        if (totals.size === 0) this.#tenants.delete(tenantId);
      } catch (error) {
        report(`usage of a tenant not written, tried again: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
