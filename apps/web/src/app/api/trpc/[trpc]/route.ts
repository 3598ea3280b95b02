import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { appRouter } from "../../../../server/app-router.ts";
import { createContext } from "../../../../server/context.ts";
import { reportError } from "../../../../server/report-error.ts";

export const dynamic = "force-dynamic";

const handle = (req: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req,
    router: appRouter,
    createContext,
    onError: ({ error, path }) => reportError(error, path),
  });

export { handle as GET, handle as POST };
