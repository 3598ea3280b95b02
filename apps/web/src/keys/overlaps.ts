/** How long a replaced key may go on working: long enough to bring the new one to every server. */
export const OVERLAPS = [
  { ms: 0, label: "At once", hint: "The old key is refused from now on. For a key that leaked." },
  { ms: 15 * 60_000, label: "After 15 minutes", hint: "For one server that you restart by hand." },
  { ms: 3_600_000, label: "After 1 hour", hint: "For a deployment that is on its way." },
  { ms: 24 * 3_600_000, label: "After 24 hours", hint: "For many servers, or an app that updates overnight." },
] as const;

export const USUAL_OVERLAP_MS = 24 * 3_600_000;
