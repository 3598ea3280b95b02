"use client";
import type { LivePoint } from "@attune/core/live/schema";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { extendWindow } from "./live-window.ts";

/** `live`: points come. `reconnecting`: they did, and stopped. `connecting`: none came yet. */
export type Connection = "connecting" | "live" | "reconnecting";

export interface LiveWindow {
  readonly points: readonly LivePoint[];
  readonly connection: Connection;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
}

const SILENCE_MS = 5_000;
const NOTHING: readonly LivePoint[] = [];

/** The live points as the page shows them. While paused the picture stands still and what comes in is kept for later. */
export function useLiveWindow(): LiveWindow {
  const trpc = useTRPC();
  const [points, setPoints] = useState(NOTHING);
  const [upstream, setUpstream] = useState(false);
  const [frozen, setFrozen] = useState<readonly LivePoint[] | undefined>();
  const subscription = useSubscription(
    trpc.live.points.subscriptionOptions(undefined, {
      onData: ({ data }) => {
        setUpstream(data.connected);
        setPoints((window) => extendWindow(window, data.points));
      },
    }),
  );
  const silent = useSilence(points, SILENCE_MS);
  const flows = subscription.status === "pending" && upstream && !silent;
  const connection: Connection = points.length === 0 ? "connecting" : flows ? "live" : "reconnecting";
  return {
    points: frozen ?? points,
    connection,
    paused: frozen !== undefined,
    setPaused: (paused) => setFrozen(paused ? points : undefined),
  };
}

/** Whether `value` has stayed the same for `afterMs`. */
function useSilence(value: unknown, afterMs: number): boolean {
  const [silentFor, setSilentFor] = useState<unknown>();
  useEffect(() => {
    const timer = setTimeout(() => setSilentFor(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return silentFor === value;
}
