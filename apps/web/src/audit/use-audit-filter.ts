"use client";
import { parseAsString, useQueryStates } from "nuqs";
import { useMemo } from "react";
import type * as z from "zod";
import type { auditFilterSchema } from "./audit-filter.ts";
import { dayRange } from "./day-range.ts";

const parsers = { actor: parseAsString, action: parseAsString, from: parseAsString, to: parseAsString, q: parseAsString };

/** What is asked for, in the URL as days and words, and as the server takes it. */
export function useAuditFilter() {
  const [asked, setAsked] = useQueryStates(parsers, { history: "push" });
  const { actor, action, from, to, q } = asked;
  const filter = useMemo((): z.infer<typeof auditFilterSchema> => {
    const text = q?.trim().slice(0, 200);
    return {
      ...(actor ? { actor } : {}),
      ...(action ? { actionPrefix: action } : {}),
      ...(text ? { text } : {}),
      ...dayRange(from ?? "", to ?? ""),
    };
  }, [actor, action, from, to, q]);
  return { asked, setAsked, filter, isFiltered: Object.keys(filter).length > 0 };
}
