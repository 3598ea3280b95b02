import type { CatalogueView } from "@attune/core/catalogue/catalogue-view";
import { type AcceptEvents, eventAcceptor } from "@attune/core/flows/accept-events";
import { RecentIdentities } from "@attune/core/flows/accept-events-dedup";
import type { Recommend } from "@attune/core/flows/recommend-request";
import { type KeyedHash, type SubjectOf, subjectAliaser } from "@attune/core/identity/subject-alias";
import type { Clock } from "@attune/core/ports/clock";
import type { ControlSource, TenantControl } from "@attune/core/ports/control";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { StandingStore } from "@attune/core/ports/standing-store";
import type { StateStore } from "@attune/core/ports/state-store";
import type { VectorIndex } from "@attune/core/ports/vector-index";
import { CurrentControl } from "./auth/current-control.ts";
import { FoldLag } from "./auth/fold-lag.ts";
import { KeyUsage, type TouchKey } from "./auth/key-usage.ts";
import { RateLimiter } from "./auth/rate-limiter.ts";
import { CatalogueDirectory } from "./catalogue/catalogue-directory.ts";
import { itemTails } from "./catalogue/item-tails.ts";
import { type ItemChanges, itemChanges } from "./flows/change-items.ts";
import { ImpressionAppender } from "./flows/impression-appender.ts";
import { type PersonChanges, personChanges } from "./flows/person-changes.ts";
import { IdempotentAnswers } from "./http/idempotent-answers.ts";
import { KEPT_POINTS, LiveBoard } from "./live/live-board.ts";
import { workerReportTail } from "./live/worker-report-tail.ts";
import { ApiMetrics } from "./metrics/api-metrics.ts";

/** What a person is to us, for `/v1/users/profile` and the preview. */
export interface PersonProfile {
  readonly known: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly eventCounts: Readonly<Record<string, number>>;
  /** Newest first. */
  readonly recentItems: readonly { readonly itemId: string; readonly type: string; readonly atMs: number }[];
  readonly affinities: readonly { readonly category: string; readonly weight: number }[];
  readonly lastSeenAtMs: number | undefined;
}

export type ReadProfile = (request: {
  readonly tenant: TenantControl;
  readonly subject: string;
  readonly catalogue: CatalogueView;
}) => Promise<PersonProfile>;

/** Everything that is brought from outside: adapters in `compose.ts`, memory twins in tests. */
export interface ApiPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly state: StateStore;
  readonly standings: StandingStore;
  readonly vectors: VectorIndex;
  readonly codec: RecordCodec;
  readonly control: ControlSource;
  readonly touchKey: TouchKey;
  readonly keyedHash: KeyedHash;
  readonly recommend: Recommend;
  readonly readProfile: ReadProfile;
  /** A problem that no caller caused; no personal data. */
  readonly report: (problem: string) => void;
}

export interface ApiSettings {
  readonly controlPollMs: number;
  readonly hotAliases: number;
  readonly rememberedEvents: number;
  readonly waitingImpressions: number;
  readonly maxUnfoldedRecords: number;
  readonly recommendationDeadlineMs: number;
  readonly internalTokenSecret: string;
  readonly journalFile: string | undefined;
}

export const DEFAULT_SETTINGS = {
  controlPollMs: 1000,
  hotAliases: 100_000,
  rememberedEvents: 100_000,
  waitingImpressions: 5_000,
  maxUnfoldedRecords: 250_000,
  recommendationDeadlineMs: 50,
} as const;

/** What routes work with. */
export interface Collaborators {
  readonly clock: Clock;
  readonly settings: ApiSettings;
  readonly ports: ApiPorts;
  readonly control: CurrentControl;
  readonly keyUsage: KeyUsage;
  readonly limiter: RateLimiter;
  readonly foldLag: FoldLag;
  readonly idempotency: IdempotentAnswers;
  readonly directory: CatalogueDirectory;
  readonly subjectOf: SubjectOf;
  readonly acceptEvents: AcceptEvents;
  readonly items: ItemChanges;
  readonly people: PersonChanges;
  readonly impressions: ImpressionAppender;
  readonly live: LiveBoard;
  readonly metrics: ApiMetrics;
  /** What is still missing before requests should come; empty when ready. */
  missing(): readonly string[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function buildCollaborators(ports: ApiPorts, settings: ApiSettings): Collaborators {
  const { clock, log, codec, standings, state, vectors, report } = ports;
  const control = new CurrentControl({ source: ports.control, pollMs: settings.controlPollMs, report });
  const foldLag = new FoldLag({ log, state, bound: settings.maxUnfoldedRecords, pollMs: 200, report });
  const directory = new CatalogueDirectory();
  const { catalogue, itemVectors } = itemTails({ log, codec, vectors, directory, report });
  const live = new LiveBoard();
  const reports = workerReportTail(log, live, report);
  const metrics = new ApiMetrics({ foldLag, control, directory });
  const subjectOf = subjectAliaser(ports.keyedHash, settings.hotAliases);
  const impressions = new ImpressionAppender({
    log,
    codec,
    clock,
    capacity: settings.waitingImpressions,
    onDropped: (count) => metrics.impressionsDropped(count),
  });
  let logAnswers = false;
  let second: NodeJS.Timeout | undefined;

  const parts: readonly (readonly [name: string, ready: () => boolean])[] = [
    ["control plane", () => control.ready],
    ["log", () => logAnswers],
    ["catalogue", () => catalogue.caughtUp],
    ["item vectors", () => itemVectors.caughtUp],
  ];

  return {
    clock,
    settings,
    ports,
    control,
    foldLag,
    directory,
    live,
    metrics,
    subjectOf,
    impressions,
    keyUsage: new KeyUsage(ports.touchKey, report),
    limiter: new RateLimiter(),
    idempotency: new IdempotentAnswers({ capacity: 10_000, lifetimeMs: 24 * 3_600_000, clock }),
    acceptEvents: eventAcceptor({
      log: metrics.timed(log),
      standings,
      codec,
      subjectOf,
      clock,
      recent: new RecentIdentities(settings.rememberedEvents),
    }),
    items: itemChanges({ log, codec, clock, catalogueTail: catalogue }),
    people: personChanges({ log, codec, standings, subjectOf, clock }),
    missing: () => parts.filter(([, ready]) => !ready()).map(([name]) => name),

    start: async () => {
      await control.start();
      // The catalogue first: a vector of an item that was deleted must not bring it back.
      await catalogue.start();
      await catalogue.caughtUpWithin(10_000);
      await Promise.all([itemVectors.start(), reports.start(), foldLag.start()]);
      logAnswers = true;
      // Every second that ended is closed, one by one, however late the timer is.
      let closed = Math.floor(clock() / 1000) - 1;
      second = setInterval(() => {
        const ended = Math.floor(clock() / 1000) - 1;
        for (closed = Math.max(closed, ended - KEPT_POINTS); closed < ended; ) live.tick(++closed);
      }, 200).unref();
    },

    stop: async () => {
      clearInterval(second);
      control.stop();
      foldLag.stop();
      await impressions.drain();
      await Promise.all([catalogue.stop(), itemVectors.stop(), reports.stop()]);
    },
  };
}
