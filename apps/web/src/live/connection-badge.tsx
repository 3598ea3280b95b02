"use client";
import { Badge, type Tone } from "../ui/badge.tsx";
import type { Connection } from "./use-live-window.ts";

const LOOKS: Readonly<Record<Connection | "paused", { tone: Tone; label: string; spoken: string }>> = {
  connecting: { tone: "neutral", label: "Connecting", spoken: "Connecting to the live data." },
  live: { tone: "ok", label: "Live", spoken: "Live data is coming in." },
  reconnecting: { tone: "warn", label: "Reconnecting", spoken: "The live data stopped. Reconnecting." },
  paused: { tone: "neutral", label: "Paused", spoken: "The charts are paused." },
};

/** The state in a word, and in a sentence for a screen reader whenever it changes. */
export function ConnectionBadge({ connection, paused }: { connection: Connection; paused: boolean }) {
  const { tone, label, spoken } = LOOKS[paused && connection === "live" ? "paused" : connection];
  return (
    <>
      <Badge tone={tone} data-testid="connection" className="min-w-17 justify-center">
        <span aria-hidden className="size-1.5 rounded-full bg-current" />
        {label}
      </Badge>
      <span aria-live="polite" className="sr-only">
        {spoken}
      </span>
    </>
  );
}
