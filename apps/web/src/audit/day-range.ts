const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Two days of the reader's own zone, as `2026-01-31`, as the instants between them, the last day included; a day that is none bounds nothing. */
export function dayRange(from: string, to: string): { readonly fromMs?: number; readonly toMs?: number } {
  const fromMs = startOfDay(from, 0);
  const toMs = startOfDay(to, 1);
  return { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
}

/** By the calendar, because a day on which clocks change has not 24 hours. */
function startOfDay(day: string, plusDays: number): number | undefined {
  if (!DAY.test(day)) return undefined;
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const start = new Date(year, month - 1, date + plusDays).getTime();
  return Number.isNaN(start) ? undefined : start;
}
