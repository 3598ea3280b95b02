"use client";
import type { Field } from "@attune/core/schemas/schema";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "../trpc/client.tsx";

const WAIT_MS = 250;

/** The server's verdict on a draft, a moment after it was last changed; undefined while it is not the verdict on this very draft. */
export function useSchemaCheck(eventType: string, fields: readonly Field[]) {
  const trpc = useTRPC();
  const { mutate, data, error, variables } = useMutation(trpc.schemas.check.mutationOptions());
  const draft = JSON.stringify(fields);
  useEffect(() => {
    const timer = setTimeout(() => mutate({ eventType, fields: JSON.parse(draft) as Record<string, unknown>[] }), WAIT_MS);
    return () => clearTimeout(timer);
  }, [mutate, eventType, draft]);
  const current = variables?.eventType === eventType && JSON.stringify(variables.fields) === draft;
  return { verdict: current ? data : undefined, latest: data, error: current ? error : null };
}
export type SchemaVerdict = NonNullable<ReturnType<typeof useSchemaCheck>["verdict"]>;
