import { once } from "node:events";
import type { PlannedServer } from "../services/stack.ts";
import type { Life } from "./supervise.ts";

/** A real server as one life of a supervised process; its address stays the same from life to life. */
export function beginServer(server: PlannedServer): (signal: AbortSignal) => Promise<Life> {
  return async (signal) => {
    const service = await server.begin({ signal });
    const { process } = service;
    const how = () => (process.signalCode === null ? `exit code ${process.exitCode}` : `killed by ${process.signalCode}`);
    const gone = process.exitCode !== null || process.signalCode !== null ? Promise.resolve() : once(process, "exit");
    return { pid: process.pid as number, exited: gone.then(() => ({ how: how(), complete: false })), stop: service.stop };
  };
}
