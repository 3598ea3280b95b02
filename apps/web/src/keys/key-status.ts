import type { Tone } from "../ui/badge.tsx";
import { relativeTime } from "../ui/relative-time.ts";

interface KeyTimes {
  readonly lastUsedAtMs: number | undefined;
  readonly revokedAtMs: number | undefined;
}

export interface KeyStatus {
  readonly state: "active" | "ending" | "ended";
  readonly tone: Tone;
  readonly label: string;
  /** During an overlap: whether somebody still has to change over. */
  readonly note?: string;
}

/** The api notes a use at most once a minute, so that a key in steady use was "last used" up to a minute ago. */
const IN_USE_WITHIN_MS = 2 * 60_000;

export function keyStatus({ lastUsedAtMs, revokedAtMs }: KeyTimes, nowMs: number): KeyStatus {
  if (revokedAtMs === undefined) return { state: "active", tone: "ok", label: "Active" };
  if (revokedAtMs <= nowMs) return { state: "ended", tone: "neutral", label: "Revoked" };
  const inUse = lastUsedAtMs !== undefined && nowMs - lastUsedAtMs <= IN_USE_WITHIN_MS;
  const used = lastUsedAtMs === undefined ? "Never used" : `Last used ${relativeTime(lastUsedAtMs, nowMs)}`;
  return {
    state: "ending",
    tone: inUse ? "warn" : "neutral",
    label: `Ends ${relativeTime(revokedAtMs, nowMs)}`,
    note: inUse ? `Still used ${relativeTime(lastUsedAtMs, nowMs)}: somebody has the old key` : used,
  };
}
