const STEPS = [
  ["s", 60],
  ["min", 60],
  ["h", 24],
  ["d", 7],
  ["wk", Number.POSITIVE_INFINITY],
] as const;

/** A clock that runs ahead of the reader's must not show what has happened as still to come. */
const CLOCK_SKEW_S = 30;

/** "just now", "12 s ago", "in 3 h". Not `Intl`: its short forms differ between server and browser. */
export function relativeTime(atMs: number, nowMs: number): string {
  const ahead = atMs > nowMs;
  let amount = Math.floor(Math.abs(nowMs - atMs) / 1000);
  if (amount < (ahead ? CLOCK_SKEW_S : 3)) return "just now";
  for (const [unit, size] of STEPS) {
    if (amount < size) return ahead ? `in ${amount} ${unit}` : `${amount} ${unit} ago`;
    amount = Math.floor(amount / size);
  }
  return "";
}
