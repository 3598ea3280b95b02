import type { PersonTag } from "@attune/core/identity/person-tag";
import type { SubjectOf } from "@attune/core/identity/subject-alias";
import type { Clock } from "@attune/core/ports/clock";
import type { TenantControl } from "@attune/core/ports/control";
import type { KeptAnswers } from "@attune/core/ports/kept-answers";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { StandingStore } from "@attune/core/ports/standing-store";
import type { LanePartition, StateStore } from "@attune/core/ports/state-store";
import type { ErasureCertificate, SignedCertificate } from "@attune/core/privacy/certificate";
import type { ResidueForm } from "@attune/core/privacy/residue-forms";
import type { RequestState, StoredReceipt, Traces } from "@attune/core/privacy/schema";
import type { NewReceipt, OpenErasure } from "@attune/db/erasure-ledger";
import type { SealedPerson } from "@attune/db/privacy-requests";

/** What the database keeps of erasures; `db/erasure-ledger.ts` bound to a connection and the master key. */
export interface ErasureStore {
  open(): Promise<readonly OpenErasure[]>;
  lease(erasure: OpenErasure, holder: string, nowMs: number, untilMs: number): Promise<boolean>;
  receiptsOf(erasure: OpenErasure): Promise<readonly StoredReceipt[]>;
  begin(erasure: OpenErasure, person: SealedPerson, traces: Traces, receipts: readonly NewReceipt[]): Promise<void>;
  move(
    erasure: OpenErasure,
    from: RequestState,
    to: RequestState,
    receipts: readonly NewReceipt[],
    lastError?: string | null,
  ): Promise<boolean>;
  noteFailure(erasure: OpenErasure, error: string): Promise<number>;
  certify(erasure: OpenErasure, people: readonly string[], certificate: SignedCertificate, atMs: number): Promise<boolean>;
  countRows(tenantId: string, people: readonly string[], userId: string): Promise<Traces>;
  deleteRows(tenantId: string, people: readonly string[], userId: string): Promise<Traces>;
}

/** What a scan of one store's files came to. */
export interface StoreScan {
  readonly files: number;
  readonly bytes: number;
  readonly hits: readonly { readonly file: string; readonly form: string; readonly occurrences: number }[];
}

export interface ErasurePorts {
  readonly log: Log;
  readonly state: StateStore;
  /** As stored, by alias and by tag. */
  readonly standings: StandingStore;
  readonly keptAnswers: KeptAnswers;
  /** Leaves nothing in the checkpoints of these partitions but their state as it is now; answers how many went. Undefined where none are written. */
  readonly renewCheckpoints: (lanes: readonly LanePartition[]) => Promise<number | undefined>;
  readonly codec: RecordCodec;
  readonly clock: Clock;
  readonly subjectOf: SubjectOf;
  readonly tagOf: PersonTag;
  readonly findTenant: (id: string) => Promise<TenantControl | undefined>;
  readonly erasures: ErasureStore;
  /** Reads every file of every store that lies in files, by store: `topic:<name>`, `state`, `standings`, `postgres`, `file:<what>`. */
  readonly scanStores: (forms: readonly ResidueForm[]) => Promise<ReadonlyMap<string, StoreScan>>;
  /** Has the api forget what it remembers; undefined when no api process runs. */
  readonly forgetInApi: (tenantId: string, subjects: readonly string[]) => Promise<Readonly<Record<string, number>> | undefined>;
  readonly certify: {
    readonly sign: (certificate: ErasureCertificate) => SignedCertificate;
    readonly commit: (person: string) => { readonly personCommitment: string; readonly commitmentSalt: string };
    readonly dataMapVersion: string;
  };
  /** Requests that began before the fence are over after this. */
  readonly graceMs: number;
  /** A worker that was killed holds its request for so long. */
  readonly leaseMs: number;
}

/** An erasure as its steps see it: whom it is about, in every way. */
export interface Erasure {
  readonly request: OpenErasure;
  readonly tenant: TenantControl;
  readonly userId: string;
  /** Alias of the person, and of everybody who turned out to be the same. */
  readonly subjects: readonly string[];
  readonly tags: readonly string[];
}

/** What a step did; the runner writes it together with the next state. */
export type StepReceipts = readonly NewReceipt[];
