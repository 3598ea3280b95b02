"use client";
import { relativeTime } from "./relative-time.ts";
import { useNow } from "./use-now.ts";

const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const REFRESH_MS = 10_000;

interface TimeProps {
  /** Milliseconds or a Date. */
  readonly at: number | Date;
  /** "relative" is "3 h ago" with the full time in the title; "absolute" is the other way round. */
  readonly style?: "relative" | "absolute";
  readonly className?: string;
}

export function Time({ at, style = "relative", className }: TimeProps) {
  const nowMs = useNow(REFRESH_MS);
  const atMs = Number(at);
  const words = { relative: relativeTime(atMs, nowMs), absolute: absolute.format(atMs) };
  // The server's clock and zone are not the reader's: the browser's words win, without a warning.
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={words[style === "relative" ? "absolute" : "relative"]}
      suppressHydrationWarning
      className={className}
    >
      {words[style]}
    </time>
  );
}
