import "server-only";
import { dehydrate } from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { cache } from "react";
import { appRouter } from "../server/app-router.ts";
import { createContext } from "../server/context.ts";
import { makeQueryClient } from "./query-client.ts";

/** One cache per request: what a page prefetches here travels to the browser with the page. */
export const requestQueries = cache(makeQueryClient);
export const trpc = createTRPCOptionsProxy({ ctx: createContext, router: appRouter, queryClient: requestQueries });
export const dehydratedQueries = () => dehydrate(requestQueries());
