import { bodiesOf } from "./bodies-of.ts";
import type { ClosedLoopPlan, LoadPlan, StreamOutcome } from "./load-plan.ts";
import { monotonicMs } from "./monotonic-ms.ts";
import { sender } from "./sender.ts";
import { SENT_AGAIN } from "./sent-again.ts";
import { Tally } from "./tally.ts";

export async function closedLoop(
  plan: LoadPlan & ClosedLoopPlan,
): Promise<{ streams: StreamOutcome[]; elapsedSeconds: number; pacerCpuMs: number }> {
  const { stream } = plan;
  const tally = new Tally(stream);
  const nextBody = bodiesOf(stream, plan.seed);
  const { send, close } = sender(plan);
  const countedFromMs = monotonicMs() + plan.warmUpSeconds * 1000;
  const endMs = countedFromMs + plan.seconds * 1000;
  let lastAnswerMs = countedFromMs;

  const loop = () =>
    new Promise<void>((resolve) => {
      const again = (refused?: string) => {
        const sentMs = monotonicMs();
        const body = sentMs < endMs ? (refused ?? nextBody()) : undefined;
        if (body === undefined) return resolve();
        send(stream, body, (status, chunks) => {
          const answeredMs = monotonicMs();
          if (sentMs >= countedFromMs) {
            tally.done(status, chunks, answeredMs - sentMs);
            lastAnswerMs = answeredMs;
          }
          if (plan.againAfterMs !== undefined && SENT_AGAIN.has(status)) setTimeout(again, plan.againAfterMs, body);
          else again();
        });
      };
      again();
    });
  await Promise.all(Array.from({ length: plan.connections }, loop));
  await close();
  return { streams: [tally.outcome()], elapsedSeconds: (lastAnswerMs - countedFromMs) / 1000, pacerCpuMs: 0 };
}
