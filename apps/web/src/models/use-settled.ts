"use client";
import { useEffect, useRef, useState } from "react";

/** The value once it has been the same for `afterMs`: a slider in motion asks the server nothing. Compared by `keyOf`. */
export function useSettled<T>(value: T, keyOf: (value: T) => string, afterMs: number): T {
  const [settled, setSettled] = useState(value);
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  }, [value]);
  const key = keyOf(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what must come to rest.
  useEffect(() => {
    const timer = setTimeout(() => setSettled(latest.current), afterMs);
    return () => clearTimeout(timer);
  }, [key, afterMs]);
  return settled;
}
