import { captureAnswer } from "../baseline/captured-answer.ts";
import { startMemoryServer } from "../baseline/start-memory-server.ts";
import type { RequestStream } from "../load/load-plan.ts";
import { cpuOf } from "../platform/cpu-of.ts";
import { processCpuSeconds } from "../platform/process-memory.ts";
import { short } from "../report/figures.ts";
import { section } from "./load-catalogue.ts";
import { refusedOf, refusedText } from "./refused-of.ts";
import { reportCpu } from "./report-cpu.ts";
import { CONNECTIONS, eventStream, FOLD_LIMIT_SECONDS, PER_BATCH, SINGLE_EVENTS, sendEvents, sentInBatches } from "./send-events.ts";
import type { Session } from "./session.ts";

/** Half of the events while the worker folds beside, half into the log alone and then folded; then single events. */
export async function measureIngest(session: Session): Promise<void> {
  const { platform, shop, size, report, profiles } = session;
  const share = Math.floor((size.people * EVENTS_PER_PERSON) / 2);
  const at = (name: string) => `items${size.items}.ingest.${name}`;
  const own = section(size.items);

  // 1. Both processes at work, until the last event is folded.
  const together = shop.batches(share, PER_BATCH);
  const startMs = performance.now();
  const cpu = await cpuOf(platform, async () => {
    const load = await profiles.during(`ingest-${size.items}`, platform, () => sendEvents(session, eventStream(session, together)));
    await platform.progress.caughtUp(["users", "items"], FOLD_LIMIT_SECONDS);
    return load;
  });
  const besidePerSecond = sentInBatches(cpu.result) / cpu.result.elapsedSeconds;
  const sustained = sentInBatches(cpu.result) / ((performance.now() - startMs) / 1000);

  // 2. Into the log alone, then the worker alone.
  await platform.worker.stop();
  const alone = await sendEvents(session, eventStream(session, shop.batches(share, PER_BATCH)));
  const alonePerSecond = sentInBatches(alone) / alone.elapsedSeconds;
  await platform.worker.start();
  const fold = await profiles.during(`fold-${size.items}`, platform, () => foldBacklog(session));

  // 3. The same bytes from memory.
  const floor = await floorOf(session, together);

  const versus = (perSecond: number) => ({ floor: `${short(floor)} events/s`, ratio: perSecond / floor });
  report.row({
    section: own,
    what: `ingest, batches of ${PER_BATCH}, ${CONNECTIONS} connections, worker folding beside`,
    measured: `${short(besidePerSecond)} events/s${refusedText(cpu.result.streams)}`,
    ...versus(besidePerSecond),
  });
  report.row({
    section: own,
    what: `ingest, batches of ${PER_BATCH}, ${CONNECTIONS} connections, worker stopped`,
    measured: `${short(alonePerSecond)} events/s${refusedText(alone.streams)}`,
    ...versus(alonePerSecond),
  });
  report.row({
    section: own,
    what: "accepted and folded (people and items), sustained",
    measured: `${short(sustained)} events/s`,
    ...versus(sustained),
  });
  report.row({ section: own, what: "fold of a filled log: people's state", measured: `${short(fold.usersPerSecond)} events/s` });
  report.row({ section: own, what: "fold of a filled log: people's and items' state", measured: `${short(fold.allPerSecond)} events/s` });
  reportCpu(session, "event from batch to fold", "ingest", sentInBatches(cpu.result), cpu.seconds);
  if (fold.perCpuSecond !== undefined) {
    report.row({
      section: own,
      what: "fold of a filled log, per core second of the worker",
      measured: `${short(fold.perCpuSecond)} events`,
    });
    report.number(at("foldedPerCpuSecond"), fold.perCpuSecond);
  }
  report.number(at("besidePerSecond"), besidePerSecond);
  report.number(at("alonePerSecond"), alonePerSecond);
  report.number(at("sustainedPerSecond"), sustained);
  report.number(at("foldUsersPerSecond"), fold.usersPerSecond);
  report.number(at("foldAllPerSecond"), fold.allPerSecond);
  report.number(at("fromMemoryPerSecond"), floor);
  report.judge({
    what: `${own}: ingest in batches, acknowledged and durable`,
    budget: ">= 30,000 events/s",
    measured: `${short(besidePerSecond)} (worker stopped: ${short(alonePerSecond)})`,
    met: besidePerSecond >= 30_000 && refusedOf(cpu.result.streams, 1) === 0,
  });
  report.judge({
    what: `${own}: accepted and folded, sustained`,
    budget: ">= 12,000 events/s",
    measured: short(sustained),
    met: sustained >= 12_000,
  });
  const perCore = fold.perCpuSecond ?? fold.allPerSecond;
  report.judge({ what: `${own}: fold, per worker core`, budget: ">= 20,000 events/s", measured: short(perCore), met: perCore >= 20_000 });
}

export const EVENTS_PER_PERSON = 20;

/** One event per request. */
export async function measureSingles(session: Session): Promise<void> {
  const { platform, shop, size, report, seconds } = session;
  const bodies = shop.singles(Math.ceil(seconds * MOST_SINGLES_PER_SECOND));
  const stream: RequestStream = { ...eventStream(session, bodies), name: SINGLE_EVENTS };
  const answer = await captureAnswer(platform.origin, { ...stream, bodies: shop.singles(1) });
  const load = await sendEvents(session, stream);
  await platform.progress.caughtUp(["users", "items"], FOLD_LIMIT_SECONDS);
  const server = await startMemoryServer(platform.folder, [answer]);
  const floorLoad = await stopped(server, () => sendEvents(session, stream, server.origin));
  const [perSecond, floor] = [load, floorLoad].map(({ streams, elapsedSeconds }) => (streams[0]?.answered ?? 0) / elapsedSeconds) as [
    number,
    number,
  ];
  report.row({
    section: section(size.items),
    what: `ingest, single events, ${CONNECTIONS} connections, worker folding beside`,
    measured: `${short(perSecond)} events/s${refusedText(load.streams)}`,
    floor: `${short(floor)} events/s`,
    ratio: perSecond / floor,
  });
  report.number(`items${size.items}.ingest.singlesPerSecond`, perSecond);
  report.judge({
    what: `${section(size.items)}: single events, ${CONNECTIONS} connections`,
    budget: ">= 3,000 events/s",
    measured: short(perSecond),
    met: perSecond >= 3000 && refusedOf(load.streams, 1) === 0,
  });
}

const MOST_SINGLES_PER_SECOND = 15_000;

/** How fast the worker, which was started a moment ago, folds what waits in the log. */
async function foldBacklog({
  platform,
}: Session): Promise<{ usersPerSecond: number; allPerSecond: number; perCpuSecond: number | undefined }> {
  const startMs = performance.now();
  const records = await platform.progress.lag("users");
  const cpuBefore = processCpuSeconds(platform.worker.pid());
  await platform.progress.caughtUp(["users"], FOLD_LIMIT_SECONDS);
  const usersSeconds = (performance.now() - startMs) / 1000;
  await platform.progress.caughtUp(["users", "items"], FOLD_LIMIT_SECONDS);
  const allSeconds = (performance.now() - startMs) / 1000;
  const cpuAfter = processCpuSeconds(platform.worker.pid());
  const cpuSeconds = cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore;
  return {
    usersPerSecond: records / usersSeconds,
    allPerSecond: records / allSeconds,
    perCpuSecond: cpuSeconds === undefined ? undefined : records / cpuSeconds,
  };
}

/** Events per second that the memory server takes of the same bodies. */
async function floorOf(session: Session, bodies: readonly string[]): Promise<number> {
  const { platform, shop } = session;
  const answer = await captureAnswer(platform.origin, { ...eventStream(session, shop.batches(PER_BATCH, PER_BATCH)) });
  const server = await startMemoryServer(platform.folder, [answer]);
  const few = bodies.slice(0, 400);
  const load = await stopped(server, () => sendEvents(session, eventStream(session, few), server.origin));
  return (few.length * PER_BATCH) / load.elapsedSeconds;
}

/** The work's result, with the server stopped whatever came of it. */
async function stopped<T>(server: { stop(): Promise<unknown> }, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await server.stop();
  }
}
