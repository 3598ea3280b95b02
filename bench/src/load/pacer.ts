// A thread of its own that sleeps until each scheduled time and then wakes the generator with a 0, and says at last what CPU it took in µs: timers of an event loop are a millisecond coarse, which
// is more than some answers take, and spinning would cost one of the cores that are measured.
import { type MessagePort, workerData } from "node:worker_threads";
import { monotonicMs } from "./monotonic-ms.ts";

const { port, times, startMs, stopped } = workerData as {
  readonly port: MessagePort;
  readonly times: Float64Array;
  readonly startMs: number;
  /** Becomes 1 when nobody waits for wake-ups any more. */
  readonly stopped: Int32Array;
};

for (const time of times) {
  const waitMs = startMs + time - monotonicMs();
  if (waitMs > 0 && Atomics.wait(stopped, 0, 0, waitMs) !== "timed-out") break;
  port.postMessage(0);
}
const { user, system } = process.threadCpuUsage();
port.postMessage(user + system);
port.close();
