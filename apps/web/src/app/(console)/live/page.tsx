import { setTimeout as delay } from "node:timers/promises";
import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LivePage } from "../../../live/live-page.tsx";
import { currentSession } from "../../../server/auth.ts";
import { dehydratedQueries, requestQueries, trpc } from "../../../trpc/server.ts";

const PREFETCH_BUDGET_MS = 300;

export const metadata: Metadata = { title: "Live" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const queries = requestQueries();
  const prefetched = Promise.all([
    queries.prefetchQuery(trpc.preview.placements.queryOptions()),
    queries.prefetchQuery(trpc.preview.personas.queryOptions()),
  ]);
  // What fails or takes longer is asked for again by the browser, which then shows why.
  await Promise.race([prefetched, delay(PREFETCH_BUDGET_MS)]);
  return (
    <HydrationBoundary state={dehydratedQueries()}>
      <LivePage role={session.tenant.role} />
    </HydrationBoundary>
  );
}
