import type { TRPCError } from "@trpc/server";

/** One JSON line for what an operator must see: our own failures. A caller's mistakes are answered, not logged; inputs never are. */
export function reportError(error: TRPCError, path: string | undefined): void {
  if (error.code !== "INTERNAL_SERVER_ERROR") return;
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  console.error(JSON.stringify({ level: "error", process: "web", procedure: path, message: error.message, cause }));
}
