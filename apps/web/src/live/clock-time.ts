const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** Time of day in the reader's own zone, such as 14:03:59. */
export const clockTime = (atMs: number): string => clock.format(atMs);

/** The reader's zone, such as "GMT+1". */
export function zoneName(atMs: number): string {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" }).formatToParts(atMs);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}
