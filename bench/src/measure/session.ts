import type { BenchPlatform } from "../platform/bench-platform.ts";
import type { Profiles } from "../report/profiles.ts";
import type { Report } from "../report/report.ts";
import type { Shop } from "../workload/shop.ts";

/** What every measurement of one platform works with. */
export interface Session {
  readonly platform: BenchPlatform;
  readonly shop: Shop;
  readonly size: { readonly items: number; readonly people: number };
  readonly report: Report;
  readonly profiles: Profiles;
  /** Seconds of each phase of load. */
  readonly seconds: number;
  readonly seed: string;
}
