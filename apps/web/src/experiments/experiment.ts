import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../server/app-router.ts";

type Outputs = inferRouterOutputs<AppRouter>["experiments"];

export type ListedExperiment = Outputs["list"][number];
export type Experiment = Outputs["get"];
export type Results = Outputs["results"];
export type Explanation = Outputs["explain"];
export type Choices = Outputs["choices"];
