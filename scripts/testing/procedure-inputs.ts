import { randomUUID } from "node:crypto";

/** What there is of one tenant to be named by others, made for the test. `mark` stands in everything whose name could be chosen. */
export interface TenantThings {
  readonly mark: string;
  readonly keyId: string;
  readonly memberId: string;
  readonly modelVersionId: string;
  readonly experiment: { readonly id: string; readonly key: string };
  readonly eventType: string;
  readonly letterId: string;
  readonly subject: string;
  readonly requestId: string;
}

const REASON = "the matrix of procedures";
const SETTINGS = { retrievers: { popularity: 1 }, candidates: 50, ranker: "none", diversity: 0, exploration: 0 };
const PURPOSE = { legalBasis: "legitimate_interest", mode: "opt_out" };
const OPT_IN = { legalBasis: "consent", mode: "opt_in" };
const letter = ({ letterId }: TenantThings) => ({ letterId, event: { eventId: randomUUID(), type: "view", itemId: "i" } });
const draft = ({ modelVersionId }: TenantThings) => ({
  key: `x-${randomUUID().slice(0, 8)}`,
  name: "Matrix",
  hypothesis: "Whoever may not do this is refused.",
  placementKey: "cart",
  controlVersionId: modelVersionId,
  treatmentVersionId: modelVersionId,
  sameModel: true,
  conversionEvent: "purchase",
});
const today = () => new Date().toISOString().slice(0, 10);
const preview = ({ subject }: TenantThings) => ({ subject, placement: "home", count: 5 });

/** A valid input for every procedure that names things of a tenant. The test fails for a procedure without a line here. */
export const PROCEDURE_INPUTS: Readonly<Record<string, (things: TenantThings) => unknown>> = {
  "audit.list": () => ({ filter: {} }),
  "audit.facets": () => undefined,
  "audit.export": () => ({ filter: {}, format: "csv" }),
  "consent.policies": () => undefined,
  "consent.deciders": () => undefined,
  "consent.publish": () => ({
    draft: {
      purposes: { personalization: PURPOSE, analytics: PURPOSE, model_training: PURPOSE, sale_or_sharing: OPT_IN },
      statement: "What the matrix says.",
    },
    basedOnVersion: 1,
    reason: REASON,
  }),
  "consent.find": () => ({ userId: "somebody" }),
  "consent.person": ({ subject }) => ({ subject }),
  "consent.permittedAt": ({ subject }) => ({ subject, purpose: "analytics", atMs: 1_700_000_000_000 }),
  "consent.enter": ({ subject }) => ({ subject, purposes: { analytics: true }, reason: REASON }),
  "consent.withheld": () => ({ days: 7 }),
  "deadLetters.list": () => undefined,
  "deadLetters.check": letter,
  "deadLetters.replay": letter,
  "deadLetters.discard": ({ letterId }) => ({ letterIds: [letterId], reason: REASON }),
  "experiments.list": () => undefined,
  "experiments.choices": () => undefined,
  "experiments.get": ({ experiment }) => ({ key: experiment.key }),
  "experiments.results": ({ experiment }) => ({ key: experiment.key }),
  "experiments.changes": ({ experiment }) => ({ key: experiment.key }),
  "experiments.explain": ({ experiment }) => ({ key: experiment.key, userId: "somebody" }),
  "experiments.create": draft,
  "experiments.edit": (things) => ({ id: things.experiment.id, draft: draft(things) }),
  "experiments.start": ({ experiment }) => ({ id: experiment.id }),
  "experiments.stop": ({ experiment }) => ({ id: experiment.id, reason: REASON }),
  "experiments.decide": ({ experiment }) => ({ id: experiment.id, decision: "inconclusive", reason: REASON }),
  "experiments.archive": ({ experiment }) => ({ id: experiment.id, from: "draft" }),
  "keys.list": () => undefined,
  "keys.create": () => ({ name: "Matrix", kind: "secret", environment: "test", scopes: ["events:write"], allowedOrigins: [] }),
  "keys.revoke": ({ keyId }) => ({ id: keyId, reason: REASON }),
  "keys.rotate": ({ keyId }) => ({ id: keyId, overlapMs: 0 }),
  "live.points": () => undefined,
  "live.notes": () => undefined,
  "members.list": () => undefined,
  "members.add": () => ({ email: `matrix-${randomUUID()}@example.com`, name: "Matrix", role: "viewer" }),
  "members.changeRole": ({ memberId }) => ({ userId: memberId, role: "viewer", reason: REASON }),
  "members.remove": ({ memberId }) => ({ userId: memberId, reason: REASON }),
  "models.placements": () => undefined,
  "models.traffic": () => undefined,
  "models.versions": () => undefined,
  "models.promotions": () => ({ placementKey: "home" }),
  "models.compare": (things) => ({ ...preview(things), left: { settings: SETTINGS }, right: { modelVersionId: things.modelVersionId } }),
  "models.whatWouldChange": ({ modelVersionId }) => ({ placement: "home", model: { modelVersionId }, limit: 5 }),
  "models.create": () => ({ name: "Matrix", settings: SETTINGS }),
  "models.promote": ({ modelVersionId }) => ({
    placementKey: "trending",
    modelVersionId,
    expectedModelVersionId: modelVersionId,
    reason: REASON,
  }),
  "models.rollback": ({ modelVersionId }) => ({ placementKey: "trending", expectedModelVersionId: modelVersionId, reason: REASON }),
  "operator.now": () => undefined,
  "preview.placements": () => undefined,
  "preview.personas": () => undefined,
  "preview.person": () => ({ userId: "somebody" }),
  "preview.randomPerson": () => undefined,
  "preview.newPerson": () => undefined,
  "preview.list": preview,
  "preview.send": (things) => ({ ...preview(things), type: "view", eventItemId: "i" }),
  "privacy.list": () => undefined,
  "privacy.get": ({ requestId }) => ({ id: requestId }),
  "privacy.preview": () => ({ userId: "somebody" }),
  "privacy.create": () => ({ userId: `matrix-${randomUUID()}`, regulation: "gdpr" }),
  "privacy.verify": ({ requestId }) => ({ id: requestId, verification: REASON }),
  "privacy.approve": ({ requestId }) => ({ id: requestId, reason: REASON }),
  "privacy.reject": ({ requestId }) => ({ id: requestId, reason: REASON }),
  "privacy.retry": ({ requestId }) => ({ id: requestId, reason: REASON }),
  "quickstart.settings": () => undefined,
  "quickstart.outcomes": ({ keyId }) => ({ keyId }),
  "schemas.list": () => undefined,
  "schemas.get": ({ eventType }) => ({ eventType }),
  "schemas.address": () => undefined,
  "schemas.check": ({ eventType }) => ({ eventType, fields: [{ name: "note", type: "string", required: false }] }),
  "schemas.publish": ({ eventType }) => ({
    eventType,
    fields: [{ name: "note", type: "string", required: false }],
    basedOnVersion: 7,
    reason: REASON,
  }),
  "tenants.list": () => undefined,
  "tenants.create": () => ({ name: "Matrix", slug: `m-${randomUUID().slice(0, 12)}` }),
  "usage.byDay": () => ({ from: today(), to: today() }),
};
