"use client";
import { usePathname, useRouter } from "next/navigation";
import { createParser, createSerializer, type inferParserType, parseAsString, useQueryStates } from "nuqs";
import { useCallback } from "react";

const ALIAS = /^[\w-]{22}$/;

/** A person's alias; anything else in the URL counts as nobody. */
const parseAsAlias = createParser({ parse: (text) => (ALIAS.test(text) ? text : null), serialize: (alias: string) => alias });

const parsers = { person: parseAsAlias, placement: parseAsString, item: parseAsString };
export type PreviewState = inferParserType<typeof parsers>;

const serialize = createSerializer(parsers);

/** Who is previewed, where and beside which item: all of it in the URL, so that it survives a reload and can be shared. */
export const usePreviewState = () => useQueryStates(parsers, { history: "push" });

/** Pages that show somebody's lists themselves. */
const IN_PLACE: readonly string[] = ["/live", "/models"];

/** Changes the preview from any page: in place where the page shows lists itself, from elsewhere by going to the Live page. */
export function useOpenPreview(): (change: Partial<PreviewState>) => void {
  const pathname = usePathname();
  const router = useRouter();
  const [, setState] = usePreviewState();
  return useCallback(
    (change) => {
      if (IN_PLACE.includes(pathname)) void setState(change);
      else router.push(serialize("/live", change) as "/live");
    },
    [pathname, router, setState],
  );
}
