import { DAY_MS, dayOf } from "@attune/core/metrics/usage";
import { dueAt } from "@attune/core/privacy/due-at";
import { personPreviewSchema } from "@attune/core/privacy/person-preview";
import { REGULATIONS } from "@attune/core/privacy/schema";
import { listDecisions } from "@attune/db/consent-ledger";
import {
  approvePrivacyRequest,
  createPrivacyRequest,
  findPrivacyRequest,
  listPrivacyRequests,
  listReceipts,
  type PrivacyRequest,
  rejectPrivacyRequest,
  retryPrivacyRequest,
  verifyPrivacyRequest,
} from "@attune/db/privacy-requests";
import { readUsage } from "@attune/db/usage";
import { TRPCError } from "@trpc/server";
import * as z from "zod";
import { COMPLIANCE_DECIDERS, COMPLIANCE_READERS } from "../../session/roles.ts";
import { actorNames } from "../actor-names.ts";
import { changeBy } from "../change-by.ts";
import type { Caller } from "../internal-api.ts";
import { procedureFor, router } from "../procedure.ts";
import type { Services } from "../services.ts";

const idSchema = z.string().regex(/^[\w-]{1,64}$/);
const reasonSchema = z.string().trim().min(1).max(500);
const userIdSchema = z.string().trim().min(1).max(256);
const decideSchema = z.strictObject({ id: idSchema, reason: reasonSchema });

interface Ctx {
  readonly caller: Caller;
  readonly services: Services;
}

export const privacyRouter = router({
  /** Newest first; the certificate comes with the request itself. */
  list: procedureFor(...COMPLIANCE_READERS).query(async ({ ctx }) => {
    const { app } = ctx.services;
    const [requests, nameOf] = await Promise.all([listPrivacyRequests(app, ctx.caller.tenantId), actorNames(app, ctx.caller.tenantId)]);
    return requests.map((request) => ({ ...request, certificate: undefined, requestedBy: nameOf(request.requestedBy) }));
  }),

  /** A request, what its steps did, and how many events were turned away since. */
  get: procedureFor(...COMPLIANCE_READERS)
    .input(z.strictObject({ id: idSchema }))
    .query(async ({ ctx, input: { id } }) => {
      const { app } = ctx.services;
      const { tenantId, userId } = ctx.caller;
      const request = await findPrivacyRequest(app, tenantId, id);
      if (request === undefined) throw new TRPCError({ code: "NOT_FOUND", message: "There is no such request." });
      const [receipts, nameOf, suppressedEvents] = await Promise.all([
        listReceipts(app, tenantId, id),
        actorNames(app, tenantId),
        suppressedSince(ctx, request),
      ]);
      const named = (actor: string | undefined) => (actor === undefined ? undefined : nameOf(actor));
      return {
        ...request,
        requestedBy: nameOf(request.requestedBy),
        verifiedBy: named(request.verifiedBy),
        approvedBy: named(request.approvedBy),
        rejectedBy: named(request.rejectedBy),
        /** Whoever reads this asked for it, and so cannot approve it. */
        isMine: request.requestedBy === `user:${userId}`,
        receipts,
        suppressedEvents,
      };
    }),

  /** What is known of a person, before anything is asked for. A mutation, because the id must not stand in a URL. */
  preview: procedureFor(...COMPLIANCE_DECIDERS)
    .input(z.strictObject({ userId: userIdSchema }))
    .mutation(async ({ ctx, input }) => {
      const { traces, suppressed } = await previewed(ctx, input.userId);
      return { traces, suppressed };
    }),

  create: procedureFor(...COMPLIANCE_DECIDERS)
    .input(z.strictObject({ userId: userIdSchema, regulation: z.enum(REGULATIONS) }))
    .mutation(async ({ ctx, input: { userId, regulation } }) => {
      const { app, masterKey } = ctx.services;
      const { person } = await previewed(ctx, userId);
      const requestedAtMs = Date.now();
      const asked = { type: "erasure", regulation, userId, person, requestedAtMs, dueAtMs: dueAt(regulation, requestedAtMs) } as const;
      const { id } = await createPrivacyRequest(app, masterKey, ctx.caller.tenantId, asked, changeBy(ctx));
      return { id };
    }),

  verify: procedureFor(...COMPLIANCE_DECIDERS)
    .input(z.strictObject({ id: idSchema, verification: reasonSchema }))
    .mutation(async ({ ctx, input: { id, verification } }) => {
      await verifyPrivacyRequest(ctx.services.app, ctx.caller.tenantId, id, verification, changeBy(ctx, verification));
      return { id };
    }),

  approve: procedureFor(...COMPLIANCE_DECIDERS)
    .input(decideSchema)
    .mutation(async ({ ctx, input: { id, reason } }) => {
      await approvePrivacyRequest(ctx.services.app, ctx.caller.tenantId, id, changeBy(ctx, reason));
      return { id };
    }),

  reject: procedureFor(...COMPLIANCE_DECIDERS)
    .input(decideSchema)
    .mutation(async ({ ctx, input: { id, reason } }) => {
      await rejectPrivacyRequest(ctx.services.app, ctx.caller.tenantId, id, reason, changeBy(ctx, reason));
      return { id };
    }),

  retry: procedureFor(...COMPLIANCE_DECIDERS)
    .input(decideSchema)
    .mutation(async ({ ctx, input: { id, reason } }) => {
      await retryPrivacyRequest(ctx.services.app, ctx.caller.tenantId, id, changeBy(ctx, reason));
      return { id };
    }),
});

/** The api counts in log, state and standings; decisions are counted in the ledger here. */
async function previewed({ caller, services: { api, app } }: Ctx, userId: string) {
  const known = await api.call(caller, { path: "/internal/v1/privacy/preview", body: { userId }, answer: personPreviewSchema });
  const decisions = await listDecisions(app, caller.tenantId, known.person);
  return { ...known, traces: { ...known.traces, "table:consent_ledger": decisions.length } };
}

async function suppressedSince({ caller, services: { app } }: Ctx, { id, requestedAtMs }: PrivacyRequest): Promise<number> {
  const days = await readUsage(app, caller.tenantId, dayOf(requestedAtMs) - DAY_MS, dayOf(Date.now()) + DAY_MS);
  return days.filter(({ measure }) => measure === `suppressed:${id}`).reduce((sum, { count }) => sum + count, 0);
}
