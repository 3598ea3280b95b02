import { Pool } from "undici";
import type { LoadPlan, RequestStream } from "./load-plan.ts";

/** Status (0: no answer) and body of an answer, when its last byte is there. */
export type Answered = (status: number, body: readonly Buffer[]) => void;

const PATIENCE_MS = 10_000;

/** Connections without pipelining; a request that finds all of them busy waits, which its latency shows. */
export function sender(plan: LoadPlan) {
  const pool = new Pool(plan.origin, {
    connections: plan.connections,
    pipelining: 1,
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
  });
  return {
    send(stream: RequestStream, body: string, answered: Answered): void {
      let status = 0;
      const chunks: Buffer[] = [];
      pool.dispatch(
        { path: stream.path, method: "POST", headers: { "content-type": "application/json", ...stream.headers }, body },
        {
          onRequestStart: () => undefined,
          onResponseStart: (_, code) => {
            status = code;
          },
          onResponseData: (_, chunk) => void chunks.push(chunk),
          onResponseEnd: () => answered(status, chunks),
          onResponseError: () => answered(0, chunks),
        },
      );
    },
    close: () => pool.destroy(),
  };
}
