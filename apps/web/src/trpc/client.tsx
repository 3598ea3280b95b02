"use client";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import type { AppRouter } from "../server/app-router.ts";
import { pageTenantId, TENANT_HEADER } from "../session/page-tenant.ts";
import { makeQueryClient } from "./query-client.ts";

const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

export { useTRPC };

/** The browser keeps one cache for as long as the tab lives; a server render gets its own each time. */
let browserClient: QueryClient | undefined;
function queryClient(): QueryClient {
  if (typeof window === "undefined") return makeQueryClient();
  browserClient ??= makeQueryClient();
  return browserClient;
}

const URL_PATH = "/api/trpc";

function shownTenant(): Record<string, string> {
  const tenantId = pageTenantId();
  return tenantId === undefined ? {} : { [TENANT_HEADER]: tenantId };
}

export function ApiProvider({ children }: { children: ReactNode }) {
  const cache = queryClient();
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => operation.type === "subscription",
          true: httpSubscriptionLink({ url: URL_PATH, transformer: superjson, connectionParams: shownTenant }),
          false: httpBatchLink({ url: URL_PATH, transformer: superjson, headers: shownTenant }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={cache}>
      <TRPCProvider trpcClient={client} queryClient={cache}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
