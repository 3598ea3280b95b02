import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../server/app-router.ts";

type Outputs = inferRouterOutputs<AppRouter>["keys"];

/** A key as the console lists it. */
export type ApiKey = Outputs["list"][number];

/** A key that was made a moment ago, with what will never be shown again. */
export type FreshKey = Pick<Outputs["create"], "key" | "record">;
