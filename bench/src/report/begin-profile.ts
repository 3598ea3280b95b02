import type { CpuProfile } from "./hottest.ts";
import { inspectorOf } from "./inspector.ts";

const SAMPLING_MICROS = 500;

/** Begins to sample what a process does; what this resolves with ends that and resolves with the profile. */
export async function beginProfile(inspectUrl: string): Promise<() => Promise<CpuProfile>> {
  const inspector = await inspectorOf(inspectUrl);
  await inspector.call("Profiler.enable");
  await inspector.call("Profiler.setSamplingInterval", { interval: SAMPLING_MICROS });
  await inspector.call("Profiler.start");
  return async () => {
    const { profile } = (await inspector.call("Profiler.stop")) as { profile: CpuProfile };
    inspector.close();
    return profile;
  };
}
