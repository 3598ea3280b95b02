import { setTimeout as pause } from "node:timers/promises";
import { MessageChannel, Worker } from "node:worker_threads";
import { arrivals } from "./arrivals.ts";
import { bodiesOf } from "./bodies-of.ts";
import type { LoadPlan, OpenLoopPlan, StreamOutcome } from "./load-plan.ts";
import { monotonicMs } from "./monotonic-ms.ts";
import { sender } from "./sender.ts";
import { Tally } from "./tally.ts";

/** Until the pacer sleeps towards its first time. */
const LEAD_MS = 100;
const DRAIN_MS = 10_000;

interface Planned {
  readonly atMs: number;
  readonly stream: number;
}

export async function openLoop(
  plan: LoadPlan & OpenLoopPlan,
): Promise<{ streams: StreamOutcome[]; elapsedSeconds: number; pacerCpuMs: number }> {
  const planned = schedule(plan);
  const tallies = plan.streams.map((stream) => new Tally(stream));
  const bodies = plan.streams.map((stream) => bodiesOf(stream, plan.seed));
  const { send, close } = sender(plan);
  const startMs = monotonicMs() + LEAD_MS;
  const countedFromMs = startMs + plan.warmUpSeconds * 1000;
  let next = 0;
  let waiting = 0;
  let lastAnswerMs = countedFromMs;

  const sendDue = () => {
    for (let due = planned[next]; due !== undefined && startMs + due.atMs <= monotonicMs(); due = planned[++next]) sendOne(due);
  };
  const sendOne = ({ atMs, stream: index }: Planned) => {
    const [stream, tally, body] = [plan.streams[index], tallies[index], bodies[index]?.()];
    if (stream === undefined || tally === undefined || body === undefined) return;
    const scheduledMs = startMs + atMs;
    const counted = scheduledMs >= countedFromMs;
    if (counted) tally.sent(monotonicMs() - scheduledMs);
    waiting += 1;
    send(stream, body, (status, chunks) => {
      waiting -= 1;
      lastAnswerMs = monotonicMs();
      if (counted) tally.done(status, chunks, lastAnswerMs - scheduledMs);
    });
  };

  const pacerCpuMs = await paced(planned, startMs, sendDue);
  const deadlineMs = monotonicMs() + DRAIN_MS;
  while (waiting > 0 && monotonicMs() < deadlineMs) await pause(5);
  await close();
  return { streams: tallies.map((tally) => tally.outcome()), elapsedSeconds: (lastAnswerMs - countedFromMs) / 1000, pacerCpuMs };
}

function schedule(plan: LoadPlan & OpenLoopPlan): Planned[] {
  const seconds = plan.warmUpSeconds + plan.seconds;
  return plan.streams
    .flatMap(({ name, ratePerSecond }, stream) =>
      [...arrivals(ratePerSecond, seconds, `${plan.seed} ${name}`)].map((atMs) => ({ atMs, stream })),
    )
    .sort((a, b) => a.atMs - b.atMs);
}

/** Calls `wake` at each planned time; resolves after the last one with the CPU that pacing took. */
async function paced(planned: readonly Planned[], startMs: number, wake: () => void): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  const workerData = {
    port: port2,
    times: Float64Array.from(planned, ({ atMs }) => atMs),
    startMs,
    stopped: new Int32Array(new SharedArrayBuffer(4)),
  };
  const pacer = new Worker(new URL("./pacer.ts", import.meta.url), { workerData, transferList: [port2] });
  let cpuMicros = 0;
  port1.on("message", (micros: number) => {
    cpuMicros = micros;
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    port1.once("close", resolve);
    pacer.once("error", reject);
  });
  wake();
  return cpuMicros / 1000;
}
