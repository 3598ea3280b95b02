import type { CpuProfile } from "../report/hottest.ts";

/** Which lane of the worker a function works for: where a lane's own file is among its callers, that lane's. */
export function laneOf({ url }: CpuProfile["nodes"][number]["callFrame"]): "users" | "items" | undefined {
  if (/\/stream-worker\/src\/(item-lane|publish-vectors)\.ts$/.test(url)) return "items";
  return /\/stream-worker\/src\/(user|learner)-lane\.ts$/.test(url) ? "users" : undefined;
}
