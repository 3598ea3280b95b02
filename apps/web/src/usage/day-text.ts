const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** Such as "21 Nov": usage is counted by day in UTC, wherever the reader is. */
export const dayText = (dayMs: number): string => day.format(dayMs);
