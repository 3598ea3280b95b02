import type { ConsentRequest } from "@attune/core/consent/consent-request";
import { decide, declare, withGlobalPrivacyControl } from "@attune/core/consent/decide";
import { demographicsOf } from "@attune/core/consent/demographics-of";
import { permissionsOf } from "@attune/core/consent/permissions-of";
import type { Demographics, Permissions, Standing } from "@attune/core/consent/schema";
import type { LaneRecord } from "@attune/core/events/lane-record";
import { Fault, type FaultDetail } from "@attune/core/faults";
import type { SubjectLane, SubjectOf } from "@attune/core/identity/subject-alias";
import type { Clock } from "@attune/core/ports/clock";
import type { TenantControl } from "@attune/core/ports/control";
import type { Log } from "@attune/core/ports/log";
import type { RecordCodec } from "@attune/core/ports/record-codec";
import type { StandingStore } from "@attune/core/ports/standing-store";
import { appendDurably } from "./append-durably.ts";
import { KeyedQueue } from "./keyed-queue.ts";

export interface PersonPorts {
  readonly log: Log;
  readonly codec: RecordCodec;
  readonly standings: StandingStore;
  readonly subjectOf: SubjectOf;
  readonly clock: Clock;
}

export interface PersonConsent {
  readonly permissions: Permissions;
  readonly policyVersion: number;
  /** Undefined for a person who never decided anything. */
  readonly changedAtMs: number | undefined;
  /** Erased: everything else is what would hold for a stranger. */
  readonly erased: boolean;
}

export interface DeclaredUser {
  readonly userId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What may be said about a person. The standing is written before the record is appended: a gate closes before the queue is read. */
export function personChanges(ports: PersonPorts) {
  const perPerson = new KeyedQueue();

  const standingOf = async (tenant: TenantControl, subject: string): Promise<Standing | undefined> => {
    const [standing] = await ports.standings.read(tenant.id, [subject]).catch(unavailable);
    return standing;
  };
  const write = (tenant: TenantControl, subject: string, standing: Standing) =>
    ports.standings.write(tenant.id, subject, standing).catch(unavailable);
  const append = (lanes: readonly SubjectLane[], records: readonly LaneRecord[], nowMs: number) =>
    appendDurably(
      ports.log,
      "events",
      records.map((record, i) => {
        const { partition, key } = lanes[i] as SubjectLane;
        return { partition, key, value: ports.codec.lane.encode(record), timestampMs: nowMs };
      }),
    );

  return {
    consent: async (tenant: TenantControl, lane: SubjectLane): Promise<PersonConsent> =>
      consentOf(tenant, await standingOf(tenant, lane.subject)),

    recordConsent: (
      tenant: TenantControl,
      lane: SubjectLane,
      request: ConsentRequest,
      globalPrivacyControl: boolean,
    ): Promise<PersonConsent> =>
      perPerson.run(lane.key, async () => {
        const nowMs = ports.clock();
        const purposes = withGlobalPrivacyControl(request.purposes, globalPrivacyControl);
        const decision = {
          purposes,
          source: request.source,
          policyVersion: request.policyVersion ?? tenant.consentPolicy.version,
          decidedAtMs: nowMs,
        };
        const former = await standingOf(tenant, lane.subject);
        // Somebody erased is answered like a stranger, and nothing is stored.
        if (isErased(former)) return consentOf(tenant, decide(undefined, decision));
        const standing = decide(former, decision);
        await write(tenant, lane.subject, standing);
        await append(
          [lane],
          [{ kind: "consent", tenant: tenant.id, subject: lane.subject, keyId: "", acceptedAtMs: nowMs, ...decision }],
          nowMs,
        );
        return consentOf(tenant, standing);
      }),

    declareUsers: async (tenant: TenantControl, users: readonly DeclaredUser[]): Promise<void> => {
      const nowMs = ports.clock();
      const year = new Date(nowMs).getUTCFullYear();
      const declared = users.map(({ attributes }, i) => demographicsOf(attributes, year, `users[${i}].attributes`));
      const errors: FaultDetail[] = declared.flatMap((one) => [...one.errors]);
      if (errors.length > 0) throw new Fault("invalid_request", undefined, { errors });

      const lanes = users.map(({ userId }) => ports.subjectOf(tenant, "user", userId));
      const erased = await Promise.all(
        lanes.map((lane, i) =>
          perPerson.run(lane.key, async () => {
            const demographics = (declared[i] as { demographics: Demographics }).demographics;
            const former = await standingOf(tenant, lane.subject);
            if (former?.suppressed !== true && Object.keys(demographics).length > 0)
              await write(tenant, lane.subject, declare(former, demographics, nowMs));
            return isErased(former);
          }),
        ),
      );
      const records = lanes.map(
        ({ subject }, i): LaneRecord => ({
          kind: "profile",
          tenant: tenant.id,
          subject,
          keyId: "",
          acceptedAtMs: nowMs,
          sealed: JSON.stringify((users[i] as DeclaredUser).attributes),
          demographics: (declared[i] as { demographics: Demographics }).demographics,
        }),
      );
      const keeps = (_: unknown, i: number) => erased[i] !== true;
      await append(lanes.filter(keeps), records.filter(keeps), nowMs);
    },

    merge: async (tenant: TenantControl, anonymous: SubjectLane, known: SubjectLane): Promise<void> => {
      const nowMs = ports.clock();
      const standings = await ports.standings.read(tenant.id, [anonymous.subject, known.subject]).catch(unavailable);
      if (standings.some(isErased)) return;
      await append(
        [anonymous],
        [{ kind: "merge", tenant: tenant.id, subject: anonymous.subject, keyId: "", acceptedAtMs: nowMs, into: known.subject }],
        nowMs,
      );
    },
  };
}
export type PersonChanges = ReturnType<typeof personChanges>;

function isErased(standing: Standing | undefined): boolean {
  return standing?.suppressedBy !== undefined;
}

/** What holds; for somebody erased, what would hold for a stranger. */
function consentOf(tenant: TenantControl, of: Standing | undefined): PersonConsent {
  const standing = isErased(of) ? undefined : of;
  return {
    permissions: permissionsOf(tenant.consentPolicy, standing),
    policyVersion: standing?.policyVersion ?? tenant.consentPolicy.version,
    // Attributes alone decide nothing.
    changedAtMs: standing?.source === undefined ? undefined : standing.changedAtMs,
    erased: isErased(of),
  };
}

function unavailable(cause: unknown): never {
  throw new Fault("standing_unavailable", undefined, { cause, retryAfterSeconds: 1 });
}
