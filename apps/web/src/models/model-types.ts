import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../server/app-router.ts";

type Outputs = inferRouterOutputs<AppRouter>["models"];

/** A version as the console lists it, with what serves it. */
export type Version = Outputs["versions"][number];

/** A placement with what it serves, since when and by whom. */
export type Pointer = Outputs["placements"][number];

export type Comparison = Outputs["compare"];
export type Impact = Outputs["whatWouldChange"];
