import type { Regulation } from "./schema.ts";

const DAY_MS = 86_400_000;

/**
 * When a request must be answered. GDPR article 12(3): one month from receipt, which ends with the day of the same number in the next month, or with its last day where it has
 * no such day (Regulation 1182/71, article 3). CCPA 1798.130(a)(2): 45 days from receipt, whether or not the person was verified. Calendar days in
 * UTC, to the end of the last day. Weekends and holidays, which only ever extend the time, are left out: we are early, never late.
 */
export function dueAt(regulation: Regulation, receivedAtMs: number): number {
  const received = new Date(receivedAtMs);
  if (regulation === "ccpa")
    return endOfDay(Date.UTC(received.getUTCFullYear(), received.getUTCMonth(), received.getUTCDate()) + 45 * DAY_MS);
  const [year, month] = [received.getUTCFullYear(), received.getUTCMonth() + 1];
  const daysInMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return endOfDay(Date.UTC(year, month, Math.min(received.getUTCDate(), daysInMonth)));
}

function endOfDay(startOfDayMs: number): number {
  return startOfDayMs + DAY_MS - 1;
}
