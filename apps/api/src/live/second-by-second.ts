import type { Clock } from "@attune/core/ports/clock";
import type { Log } from "@attune/core/ports/log";
import type { HopBoard, OtherQueues } from "../metrics/hop-board.ts";
import { KEPT_POINTS, type LiveBoard } from "./live-board.ts";

const LOOK_MS = 200;
/** So long after its end a second is closed: until then the parts of the other processes have come. */
const SETTLE_MS = 500;

export interface SecondsOptions {
  readonly log: Log;
  readonly live: LiveBoard;
  readonly hops: HopBoard;
  readonly queues: () => OtherQueues;
  readonly clock: Clock;
  readonly report: (problem: string) => void;
}

/** Ends every second of this process, tells the others what it measured, and closes the second when theirs has come; one by one, however late the timer is. */
export function secondBySecond({ log, live, hops, queues, clock, report }: SecondsOptions): { start(): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let silent = false;

  function cut(id: number): void {
    const reports = live.cut(id);
    const vitals = hops.cut(id, reports.length > 0, queues());
    // Where nothing happens nothing is written, so that an idle log stays quiet.
    if (reports.length === 0 && !hops.othersAreAsked) return;
    const append = (key: string, said: object) => ({ partition: 0, key, timestampMs: clock(), value: Buffer.from(JSON.stringify(said)) });
    log.append("metrics", [append("api", vitals), ...reports.map((each) => append(each.tenant, each))]).then(
      () => {
        silent = false;
      },
      (error: unknown) => {
        if (!silent) report(`the other apis do not hear of this one: ${error instanceof Error ? error.message : String(error)}`);
        silent = true;
      },
    );
  }

  return {
    start() {
      const endedBefore = (nowMs: number) => Math.floor(nowMs / 1000) - 1;
      let ended = endedBefore(clock());
      let closed = ended;
      timer = setInterval(() => {
        const nowMs = clock();
        const last = endedBefore(nowMs);
        for (ended = Math.max(ended, last - KEPT_POINTS); ended < last; ) cut(++ended);
        const settled = endedBefore(nowMs - SETTLE_MS);
        for (closed = Math.max(closed, settled - KEPT_POINTS); closed < settled; ) {
          live.tick(++closed);
          hops.tick(queues());
        }
      }, LOOK_MS).unref();
    },
    stop: () => clearInterval(timer),
  };
}
