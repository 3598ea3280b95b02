"use client";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "../trpc/client.tsx";

const WAIT_MS = 250;

/** Reads the text as a JSON object; or what is wrong with it as that. */
function parsedEvent(text: string): { readonly event: Record<string, unknown> } | { readonly problem: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { event: value as Record<string, unknown> };
    return { problem: "An event is a JSON object." };
  } catch (error) {
    return { problem: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** What the api would say to the edited event, a moment after it was last changed; undefined while that is not known. */
export function useLetterCheck(letterId: string, text: string) {
  const trpc = useTRPC();
  const { mutate, data, error, variables } = useMutation(trpc.deadLetters.check.mutationOptions());
  useEffect(() => {
    const parsed = parsedEvent(text);
    if ("problem" in parsed) return undefined;
    const timer = setTimeout(() => mutate({ letterId, event: parsed.event }), WAIT_MS);
    return () => clearTimeout(timer);
  }, [mutate, letterId, text]);
  const parsed = parsedEvent(text);
  const current = "event" in parsed && JSON.stringify(variables?.event) === JSON.stringify(parsed.event);
  return { parsed, errors: current ? data?.errors : undefined, failed: current ? error : null };
}
