import { type PermittedAt, permittedAt } from "@attune/core/consent/permitted-at";
import { policyDraftSchema } from "@attune/core/consent/policy-draft";
import { PURPOSES, type Purpose } from "@attune/core/consent/schema";
import { consentEntrySchema, consentStatusRequestSchema, personConsentSchema } from "@attune/core/live/person-consent";
import { DAY_MS, dayOf } from "@attune/core/metrics/usage";
import { auditConsentEntry, countDeciders, type LedgerDecision, listDecisions } from "@attune/db/consent-ledger";
import { listConsentPolicies, publishConsentPolicy } from "@attune/db/consent-policies";
import { readUsage } from "@attune/db/usage";
import * as z from "zod";
import { COMPLIANCE_DECIDERS, COMPLIANCE_READERS } from "../../session/roles.ts";
import { actorNames } from "../actor-names.ts";
import { changeBy } from "../change-by.ts";
import type { Caller } from "../internal-api.ts";
import { procedureFor, router } from "../procedure.ts";
import type { Services } from "../services.ts";

const reasonSchema = z.string().trim().min(1).max(500);
const personIdSchema = z.string().trim().min(1).max(256);
const subjectAnswer = consentStatusRequestSchema;

export const consentRouter = router({
  /** Every version, newest first: the first one is in force. */
  policies: procedureFor(...COMPLIANCE_READERS).query(async ({ ctx }) => {
    const { app } = ctx.services;
    const { tenantId } = ctx.caller;
    const [policies, nameOf] = await Promise.all([listConsentPolicies(app, tenantId), actorNames(app, tenantId)]);
    return policies.map((policy) => ({ ...policy, createdBy: nameOf(policy.createdBy) })).toReversed();
  }),

  /** Who decided about each purpose themselves, and so is untouched by a change of policy. */
  deciders: procedureFor(...COMPLIANCE_READERS).query(({ ctx }) => countDeciders(ctx.services.app, ctx.caller.tenantId)),

  publish: procedureFor(...COMPLIANCE_DECIDERS)
    .input(z.strictObject({ draft: policyDraftSchema, basedOnVersion: z.int().positive(), reason: reasonSchema }))
    .mutation(({ ctx, input: { draft, basedOnVersion, reason } }) =>
      publishConsentPolicy(ctx.services.app, ctx.caller.tenantId, { ...draft, basedOnVersion }, changeBy(ctx, reason)),
    ),

  /** The alias of a person whose id was typed: the id goes no further. */
  find: procedureFor(...COMPLIANCE_READERS)
    .input(z.union([z.strictObject({ userId: personIdSchema }), z.strictObject({ anonymousId: personIdSchema })]))
    .mutation(({ ctx, input }) => ctx.services.api.call(ctx.caller, { path: "/internal/v1/subjects", body: input, answer: subjectAnswer })),

  /** What holds for a person at this moment by the data plane, and by the ledger why; their decisions, newest first. */
  person: procedureFor(...COMPLIANCE_READERS)
    .input(consentStatusRequestSchema)
    .query(async ({ ctx, input }) => {
      const { consent, ledger } = await records(ctx, input.subject);
      const nowMs = Date.now();
      const whys = PURPOSES.map((purpose) => [purpose, reasonOf(permittedAt(ledger.policies, ledger.decisions, purpose, nowMs))] as const);
      return {
        ...consent,
        why: Object.fromEntries(whys) as Record<Purpose, PermissionReason>,
        decisions: ledger.decisions.toReversed(),
        /** False for the moment in which a decision is taken and not recorded yet. */
        recorded: PURPOSES.every((purpose) => consent.permissions[purpose] === whys.find(([each]) => each === purpose)?.[1].permitted),
      };
    }),

  permittedAt: procedureFor(...COMPLIANCE_READERS)
    .input(consentStatusRequestSchema.extend({ purpose: z.enum(PURPOSES), atMs: z.int() }))
    .query(async ({ ctx, input: { subject, purpose, atMs } }) => {
      const { ledger } = await records(ctx, subject);
      return reasonOf(permittedAt(ledger.policies, ledger.decisions, purpose, atMs));
    }),

  /** Decides for a person who asked for it. The audit log first: see `auditConsentEntry`. */
  enter: procedureFor(...COMPLIANCE_DECIDERS)
    .input(consentEntrySchema.extend({ reason: reasonSchema }))
    .mutation(async ({ ctx, input: { reason, ...entry } }) => {
      const { person } = await statusOf(ctx, entry.subject);
      await auditConsentEntry(ctx.services.app, ctx.caller.tenantId, { person, purposes: entry.purposes }, changeBy(ctx, reason));
      return ctx.services.api.call(ctx.caller, { path: "/internal/v1/consent", body: entry, answer: personConsentSchema });
    }),

  /** What was not used for want of permission, by day (UTC), beside how much there was of it; newest first, days without anything too. */
  withheld: procedureFor(...COMPLIANCE_READERS)
    .input(z.strictObject({ days: z.int().min(1).max(90) }))
    .query(async ({ ctx, input: { days } }) => {
      const today = dayOf(Date.now());
      const usage = await readUsage(ctx.services.app, ctx.caller.tenantId, today - (days - 1) * DAY_MS, today);
      return Array.from({ length: days }, (_, i) => today - i * DAY_MS).map((dayMs) => {
        const of = (measure: string) => usage.find((row) => row.dayMs === dayMs && row.measure === measure)?.count ?? 0;
        return {
          dayMs,
          events: of("events"),
          recommendations: of("recommendations"),
          withheldEvents: of("withheld_events"),
          withheldRecommendations: of("withheld_recommendations"),
          withheldExamples: of("withheld_examples"),
        };
      });
    }),
});

interface Asking {
  readonly caller: Caller;
  readonly services: Services;
}

function statusOf({ caller, services }: Asking, subject: string) {
  return services.api.call(caller, { path: "/internal/v1/consent/status", body: { subject }, answer: personConsentSchema });
}

async function records(asking: Asking, subject: string) {
  const { app } = asking.services;
  const { tenantId } = asking.caller;
  const consent = await statusOf(asking, subject);
  const [policies, decisions] = await Promise.all([listConsentPolicies(app, tenantId), listDecisions(app, tenantId, consent.person)]);
  return { consent, ledger: { policies, decisions } };
}

/** What the page says of a permission, and no more than that. */
type PermissionReason =
  | { readonly permitted: boolean; readonly because: "decision"; readonly source: string; readonly atMs: number; readonly id: string }
  | { readonly permitted: boolean; readonly because: "policy"; readonly version: number; readonly sinceMs: number }
  | { readonly permitted: false; readonly because: "no_policy" };

function reasonOf(answer: PermittedAt<LedgerDecision>): PermissionReason {
  const { permitted } = answer;
  switch (answer.because) {
    case "decision":
      return { permitted, because: "decision", source: answer.decision.source, atMs: answer.decision.decidedAtMs, id: answer.decision.id };
    case "policy":
      return { permitted, because: "policy", version: answer.policy.version, sinceMs: answer.policy.inForceFromMs };
    case "no_policy":
      return { permitted: false, because: "no_policy" };
  }
}
