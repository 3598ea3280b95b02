const STEPS = [
  ["s", 60],
  ["min", 60],
  ["h", 24],
  ["d", 7],
  ["wk", Number.POSITIVE_INFINITY],
] as const;

/** "just now", "12 s ago", "3 h ago". Not `Intl`: its short forms differ between server and browser. */
export function relativeTime(atMs: number, nowMs: number): string {
  let amount = Math.max(0, Math.floor((nowMs - atMs) / 1000));
  if (amount < 3) return "just now";
  for (const [unit, size] of STEPS) {
    if (amount < size) return `${amount} ${unit} ago`;
    amount = Math.floor(amount / size);
  }
  return "";
}
