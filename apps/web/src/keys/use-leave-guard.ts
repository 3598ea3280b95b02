"use client";
import { useEffect, useRef } from "react";

/**
 * While `active`, something on this page cannot be had again: the browser asks before the tab is closed, and Back leads to `ask` instead of away.
 * The address is entered into the history once more, so that there is something to go back to; it stays there afterwards.
 */
export function useLeaveGuard(active: boolean, ask: () => void): void {
  const latestAsk = useRef(ask);
  useEffect(() => {
    latestAsk.current = ask;
  });
  useEffect(() => {
    if (!active) return;
    const enterAgain = () => window.history.pushState(window.history.state, "", window.location.href);
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onBack = () => {
      enterAgain();
      latestAsk.current();
    };
    enterAgain();
    window.addEventListener("beforeunload", onUnload);
    window.addEventListener("popstate", onBack);
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      window.removeEventListener("popstate", onBack);
    };
  }, [active]);
}
