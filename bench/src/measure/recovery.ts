import { setTimeout as pause } from "node:timers/promises";
import { seededRandom } from "@attune/core/ranking/seeded-random";
import type { StackProcess } from "../../../scripts/testing/stack-process.ts";
import { short } from "../report/figures.ts";
import { section } from "./load-catalogue.ts";
import { personProbe } from "./person-probe.ts";
import type { Session } from "./session.ts";

const LIMIT_MS = 60_000;
const AGAIN_MS = 5;

/**
 * Kills each process with SIGKILL in turn and starts it again at once, as a supervisor would. From the kill: until the api answers, and until an event
 * sent since then is named in a recommendation. The same event is sent again until it is acknowledged.
 */
export async function measureRecovery(session: Session): Promise<void> {
  const { platform, size, report, seed } = session;
  const { api, worker, servers } = platform;
  const random = seededRandom(`recovery ${seed}`);
  for (const [name, victim] of [["api", api], ["worker", worker], ...servers] as const) {
    const probe = personProbe(session);
    let pair = probe.draw(random);
    while (await probe.names(pair)) pair = probe.draw(random);
    const killedMs = performance.now();
    const sinceMs = () => performance.now() - killedMs;
    const restarted = killAndStart(victim);
    await untilTrue(() => probe.names(pair).then(() => true));
    const answersMs = sinceMs();
    await untilTrue(() => probe.view(pair, `recovery-${name}-${killedMs}`).then(() => true));
    const acceptsMs = sinceMs();
    await untilTrue(() => probe.names(pair));
    const seenMs = sinceMs();
    await restarted;
    await probe.close();
    const seconds = [answersMs, acceptsMs, seenMs].map((ms) => short(ms / 1000)).join(" / ");
    report.row({
      section: section(size.items),
      what: `after kill -9 of ${name}: a list is answered / an event accepted / it is seen`,
      measured: `${seconds} s`,
    });
    for (const [what, ms] of Object.entries({ answersMs, acceptsMs, seenMs }))
      report.number(`items${size.items}.recovery.${name}.${what}`, ms);
  }
}

async function killAndStart(victim: StackProcess): Promise<void> {
  await victim.kill("SIGKILL");
  await victim.start();
}

/** Asks again and again; an error is a no, because half of the platform is away. */
async function untilTrue(ask: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + LIMIT_MS;
  for (;;) {
    const failure = await ask().then(
      (yes) => (yes ? undefined : new Error("not yet")),
      (cause: unknown) => cause,
    );
    if (failure === undefined) return;
    if (performance.now() > deadlineMs) throw new Error(`the platform did not come back within ${LIMIT_MS / 1000} s`, { cause: failure });
    await pause(AGAIN_MS);
  }
}
