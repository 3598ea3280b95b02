import { randomUUID } from "node:crypto";
import type { CatalogueView } from "@attune/core/catalogue/catalogue-view";
import { LetterAllowance } from "@attune/core/events/letter-allowance";
import { type AcceptEvents, eventAcceptor } from "@attune/core/flows/accept-events";
import { RecentIdentities } from "@attune/core/flows/accept-events-dedup";
import type { CompareModels } from "@attune/core/flows/compare-models";
import { refusedKeeper } from "@attune/core/flows/keep-refused";
import { propertyRules } from "@attune/core/flows/published-properties";
import type { Recommend } from "@attune/core/flows/recommend-request";
import type { PersonTag, personTagger } from "@attune/core/identity/person-tag";
import { type KeyedHash, type SubjectOf, subjectAliaser } from "@attune/core/identity/subject-alias";
import type { ModelVersion } from "@attune/core/placements/schema";
import type { Clock } from "@attune/core/ports/clock";
import type { ControlSource, TenantControl } from "@attune/core/ports/control";
import type { KeptAnswers } from "@attune/core/ports/kept-answers";
import type { Log } from "@attune/core/ports/log";
import type { RateLimits } from "@attune/core/ports/rate-limits";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { StandingStore } from "@attune/core/ports/standing-store";
import type { StateStore } from "@attune/core/ports/state-store";
import type { VectorIndex } from "@attune/core/ports/vector-index";
import type { Change } from "@attune/db/change";
import type { NewPrivacyRequest, PrivacyRequest } from "@attune/db/privacy-requests";
import { CurrentControl } from "./auth/current-control.ts";
import { FoldLag } from "./auth/fold-lag.ts";
import { KeyUsage, type TouchKey } from "./auth/key-usage.ts";
import type { CatalogueDirectory } from "./catalogue/catalogue-directory.ts";
import { itemTails } from "./catalogue/item-tails.ts";
import { type DeadLetterShelf, deadLetterShelf } from "./dead-letters/dead-letter-shelf.ts";
import { ExperimentHistory } from "./experiments/experiment-history.ts";
import { type ItemChanges, itemChanges } from "./flows/change-items.ts";
import { type ForgetPeople, forgetPeople } from "./flows/forget-people.ts";
import { ImpressionAppender } from "./flows/impression-appender.ts";
import { type PersonChanges, personChanges } from "./flows/person-changes.ts";
import { IdempotentAnswers } from "./http/idempotent-answers.ts";
import { IngestFeed } from "./live/ingest-feed.ts";
import { LiveBoard } from "./live/live-board.ts";
import { RecentRequests } from "./live/recent-requests.ts";
import { reportTail } from "./live/report-tail.ts";
import { secondBySecond } from "./live/second-by-second.ts";
import { ApiMetrics } from "./metrics/api-metrics.ts";
import type { HopBoard, OtherQueues } from "./metrics/hop-board.ts";
import { UsageCounts, type WriteUsage } from "./metrics/usage-counts.ts";
import type { EventSchemaStore, RecordSchema } from "./registry/event-schema-store.ts";

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
  /** Names this process among those that share its stores, as long as it lives. */
  readonly processId: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly state: StateStore;
  /** Answers for the erased as well (core/consent/with-suppression.ts). */
  readonly standings: StandingStore;
  readonly vectors: VectorIndex;
  /** What this process knows of items; follows the log once the collaborators start. */
  readonly directory: CatalogueDirectory;
  readonly limits: RateLimits;
  readonly keptAnswers: KeptAnswers;
  readonly codec: RecordCodec;
  readonly control: ControlSource;
  readonly touchKey: TouchKey;
  readonly eventSchemas: EventSchemaStore;
  /** Of every topic that has one, for whoever decodes our records. */
  readonly recordSchemas: readonly RecordSchema[];
  readonly writeUsage: WriteUsage;
  readonly keyedHash: KeyedHash;
  readonly tagOf: ReturnType<typeof personTagger>;
  readonly privacyRequests: {
    create(tenantId: string, input: NewPrivacyRequest, by: Change): Promise<PrivacyRequest>;
    find(tenantId: string, id: string): Promise<PrivacyRequest | undefined>;
  };
  /** Has measured log, state, standings and vectors since they were opened. */
  readonly hops: HopBoard;
  readonly recommend: Recommend;
  readonly compareModels: CompareModels;
  /** A stored version of the tenant, also one that nothing serves. */
  readonly findModelVersion: (tenantId: string, id: string) => Promise<ModelVersion | undefined>;
  readonly readProfile: ReadProfile;
  /** A problem that no caller caused; no personal data. */
  readonly report: (problem: string) => void;
}

export interface ApiSettings {
  readonly controlPollMs: number;
  readonly hotAliases: number;
  readonly rememberedEvents: number;
  readonly waitingImpressions: number;
  /** Records that the log lets wait for their flush; more are refused. */
  readonly queuedRecords: number;
  readonly maxUnfoldedRecords: number;
  readonly recommendationDeadlineMs: number;
  /** A repetition waits so long for the first request with its Idempotency-Key. */
  readonly repetitionWaitMs: number;
  readonly internalTokenSecret: string;
  readonly journalFile: string | undefined;
  /** Where the supervisor says what it keeps alive. */
  readonly supervisorFile: string | undefined;
}

export const DEFAULT_SETTINGS = {
  // A promotion or a rollback is to be seen within a second: asking when nothing changed reads one row.
  controlPollMs: 250,
  hotAliases: 100_000,
  rememberedEvents: 100_000,
  waitingImpressions: 5_000,
  queuedRecords: 100_000,
  maxUnfoldedRecords: 250_000,
  recommendationDeadlineMs: 50,
  repetitionWaitMs: 2_000,
} as const;

/** What routes work with. */
export interface Collaborators {
  readonly clock: Clock;
  readonly settings: ApiSettings;
  readonly ports: ApiPorts;
  readonly control: CurrentControl;
  readonly keyUsage: KeyUsage;
  readonly limits: RateLimits;
  readonly foldLag: FoldLag;
  readonly idempotency: IdempotentAnswers;
  readonly directory: CatalogueDirectory;
  readonly subjectOf: SubjectOf;
  readonly tagOf: PersonTag;
  /** Forgets what this process remembers of people who are being erased; answers how many entries that were, by place. */
  readonly forgetPeople: ForgetPeople;
  readonly acceptEvents: AcceptEvents;
  readonly deadLetters: DeadLetterShelf;
  readonly items: ItemChanges;
  readonly people: PersonChanges;
  readonly impressions: ImpressionAppender;
  readonly live: LiveBoard;
  readonly recent: RecentRequests;
  readonly experiments: ExperimentHistory;
  readonly ingest: IngestFeed;
  readonly metrics: ApiMetrics;
  /** What each tenant did and what was withheld, by day. */
  readonly usage: UsageCounts;
  readonly hops: HopBoard;
  /** What waits at the hops whose queue is counted outside of the board. */
  hopQueues(): OtherQueues;
  /** What is still missing before requests should come; empty when ready. */
  missing(): readonly string[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function buildCollaborators(ports: ApiPorts, settings: ApiSettings): Collaborators {
  const { clock, log, codec, standings, state, vectors, directory, report } = ports;
  const control = new CurrentControl({ source: ports.control, pollMs: settings.controlPollMs, report });
  const foldLag = new FoldLag({ log, state, bound: settings.maxUnfoldedRecords, pollMs: 200, report });
  const { catalogue, itemVectors } = itemTails({ log, codec, vectors, directory, report });
  const live = new LiveBoard(ports.processId);
  const experiments = new ExperimentHistory({ state, control, clock, report });
  const { hops } = ports;
  const reports = reportTail(log, live, hops, report);
  const metrics = new ApiMetrics({ foldLag, control, directory });
  const subjectOf = subjectAliaser(ports.keyedHash, settings.hotAliases);
  const usage = new UsageCounts({ source: `api:${ports.processId}`, clock, write: ports.writeUsage, report });
  const rules = propertyRules(ports.keyedHash);
  const allowance = new LetterAllowance();
  const impressions = new ImpressionAppender({
    log,
    codec,
    clock,
    capacity: settings.waitingImpressions,
    onDropped: (count) => metrics.impressionsDropped(count),
    onAppended: (afterMs) => hops.impressionAppended(afterMs),
  });
  const hopQueues = (): OtherQueues => ({
    impressions: impressions.queue,
    worker: foldLag.queue,
    log: { limit: settings.queuedRecords },
  });
  metrics.watchHops(hops, hopQueues);
  const seconds = secondBySecond({ log, live, hops, queues: hopQueues, clock, report });
  const remembered = new RecentIdentities(settings.rememberedEvents);
  const recent = new RecentRequests({ perTenant: 500, tenants: 200 });
  const idempotency = new IdempotentAnswers({ answers: ports.keptAnswers, waitMs: settings.repetitionWaitMs, report });
  let logAnswers = false;

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
    recent,
    experiments,
    ingest: new IngestFeed(),
    metrics,
    hops,
    hopQueues,
    usage,
    subjectOf,
    tagOf: ports.tagOf,
    forgetPeople: forgetPeople({ subjectOf, tagOf: ports.tagOf, remembered, recent, keptAnswers: ports.keptAnswers }),
    impressions,
    keyUsage: new KeyUsage(ports.touchKey, report),
    limits: ports.limits,
    idempotency,
    deadLetters: deadLetterShelf({ log, allowance, propertyRules: rules, sinceMs: clock() }),
    acceptEvents: eventAcceptor({
      log: metrics.timed(log),
      standings,
      codec,
      subjectOf,
      clock,
      recent: remembered,
      propertyRules: rules,
      keepRefused: refusedKeeper({ log, standings, subjectOf, propertyRules: rules, allowance, clock, newId: randomUUID, report }),
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
      usage.start();
      experiments.start();
      seconds.start();
    },

    stop: async () => {
      seconds.stop();
      control.stop();
      foldLag.stop();
      await impressions.drain();
      await usage.stop();
      await experiments.stop();
      await Promise.all([catalogue.stop(), itemVectors.stop(), reports.stop()]);
    },
  };
}
