import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../server/app-router.ts";

export type PersonRecord = inferRouterOutputs<AppRouter>["consent"]["person"];
export type Why = inferRouterOutputs<AppRouter>["consent"]["permittedAt"];

const SOURCES: Readonly<Record<string, string>> = {
  console: "somebody at this console entered it",
  "Sec-GPC": "their browser's privacy signal (Sec-GPC)",
};

/** Where a decision was taken, as a reader understands it. */
export const sourceText = (source: string): string => SOURCES[source] ?? `taken at ${source}`;

/** Why something was permitted or not. */
export function whyText(why: Why): string {
  switch (why.because) {
    case "decision":
      return `The person decided: ${sourceText(why.source)}.`;
    case "policy":
      return `The person had not decided; version ${why.version} of the policy ${why.permitted ? "permits it until they object" : "denies it until they agree"}.`;
    case "no_policy":
      return "There was no policy yet, and without one nothing is permitted.";
  }
}
