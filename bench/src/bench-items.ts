// Everything that is measured with one catalogue size, on a fresh platform.
import { captureAnswer } from "./baseline/captured-answer.ts";
import { startMemoryServer } from "./baseline/start-memory-server.ts";
import { measureIngest, measureSingles } from "./measure/ingest.ts";
import { loadCatalogue, section } from "./measure/load-catalogue.ts";
import { memoryWatch } from "./measure/memory-watch.ts";
import { measureOnServices } from "./measure/on-services.ts";
import { measureRecommendations, RATES, recommendationStream } from "./measure/recommendations.ts";
import { measureRecovery } from "./measure/recovery.ts";
import type { Session } from "./measure/session.ts";
import { measureUnderLoad } from "./measure/under-load.ts";
import type { BenchOptions } from "./options.ts";
import { startBenchPlatform } from "./platform/bench-platform.ts";
import { processMemory } from "./platform/process-memory.ts";
import { short } from "./report/figures.ts";
import type { Profiles } from "./report/profiles.ts";
import type { Report } from "./report/report.ts";
import { shop } from "./workload/shop.ts";

const PROBES_PER_SECOND = 10;
const PROBES = 230;
const MIB = 2 ** 20;

export async function benchItems(items: number, options: BenchOptions, report: Report, profiles: Profiles): Promise<void> {
  const { people, seconds, seed, quick } = options;
  const platform = await startBenchPlatform({ onServices: options.services, inspect: profiles.wanted });
  try {
    const session: Session = { platform, shop: shop({ items, people, seed }), size: { items, people }, report, profiles, seconds, seed };
    const own = section(items);
    report.row({ section: own, what: "api and worker serve, from their start", measured: `${short(platform.startMs / 1000)} s` });
    report.number(`items${items}.startMs`, platform.startMs);
    await loadCatalogue(session);
    await measureIngest(session);
    await measureSingles(session);

    const answer = await captureAnswer(platform.origin, recommendationStream(session));
    const memory = await startMemoryServer(platform.folder, [answer]);
    try {
      const watch = memoryWatch(platform);
      const saturation = await measureRecommendations(session, memory.origin, quick ? RATES.slice(2, 3) : RATES);
      await measureUnderLoad(session, memory.origin, quick ? Math.max(6, seconds) : Math.max(PROBES / PROBES_PER_SECOND, seconds));
      const samples = watch.stop();
      reportMemory(session, samples);
      if (platform.onServices) {
        await measureOnServices(session, saturation, quick ? Math.max(6, seconds) : Math.max(PROBES / PROBES_PER_SECOND, seconds));
        await measureRecovery(session);
      }
    } finally {
      await memory.stop();
    }
  } finally {
    await platform.stop();
  }
}

function reportMemory({ platform, size, report }: Session, samples: ReturnType<ReturnType<typeof memoryWatch>["stop"]>): void {
  const [first, last] = [samples[0], samples.at(-1)];
  const [api, worker] = [processMemory(platform.api.pid()), processMemory(platform.worker.pid())];
  if (first === undefined || last === undefined || api === undefined || worker === undefined) return;
  const middle = samples[Math.floor(samples.length / 2)] ?? first;
  const own = section(size.items);
  const mib = (bytes: number) => `${short(bytes / MIB)} MiB`;
  const people = size.people.toLocaleString("en");
  report.row({
    section: own,
    what: `memory at the end with ${people} people, api / worker (without mapped files)`,
    measured: `${mib(api.rssBytes)} (${mib(api.ownBytes)}) / ${mib(worker.rssBytes)} (${mib(worker.ownBytes)})`,
  });
  report.row({
    section: own,
    what: "memory of both without mapped files: before the recommendations / in the middle / at the end",
    measured: `${mib(first.ownBytes)} / ${mib(middle.ownBytes)} / ${mib(last.ownBytes)}`,
  });
  for (const [name, bytes] of Object.entries({
    apiRss: api.rssBytes,
    apiOwn: api.ownBytes,
    workerRss: worker.rssBytes,
    workerOwn: worker.ownBytes,
    ownBefore: first.ownBytes,
    ownMiddle: middle.ownBytes,
    ownAfter: last.ownBytes,
  })) {
    report.number(`items${size.items}.memory.${name}Bytes`, bytes);
  }
}
