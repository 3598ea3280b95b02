"use client";
import type { ReactNode } from "react";
import { ErrorState } from "./error-state.tsx";

interface QueryStateProps<T> {
  /** An answer of useQuery or useInfiniteQuery. */
  readonly query: {
    readonly data: T | undefined;
    readonly error: unknown;
    readonly isPending: boolean;
    readonly refetch: () => Promise<unknown>;
  };
  /** In the size of the contents. */
  readonly skeleton: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** Loading, failed or there. What is there stays there when a later refresh fails. */
export function QueryState<T>({ query, skeleton, children }: QueryStateProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return <div aria-busy={query.isPending}>{skeleton}</div>;
}
