import { createHmac } from "node:crypto";
import { measurementsSchema, participationSchema } from "@attune/core/experiments/measurements";
import { packSubjectState } from "@attune/core/features/pack-subject-state";
import { emptySubjectState, type SubjectState } from "@attune/core/features/subject-state";
import { ByteWriter } from "@attune/core/packing/byte-writer";
import { subjectStateKey } from "@attune/core/ports/state-keys";
import { afterAll, beforeAll, expect, it } from "vitest";
import { callApi, INTERNAL_SECRET, type TestApi, testApi } from "../testing/test-api.fixture.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
function bearer(role: string): string {
  const claims = { sub: "u1", tenant: "acme", role, exp: Date.now() / 1000 + 60 };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `Bearer ${signed}.${createHmac("sha256", INTERNAL_SECRET).update(signed).digest("base64url")}`;
}
const call = (method: "GET" | "POST", path: string, body?: unknown, role = "product_manager") =>
  callApi(api.internal, method, `/internal/v1/experiments/${path}`, body, { authorization: bearer(role) });

async function remember(subject: string, change: (state: SubjectState) => void): Promise<void> {
  const state = emptySubjectState("");
  change(state);
  const { key, ...lane } = subjectStateKey("acme", subject);
  const { epoch, offset } = await api.ports.state.claim(lane);
  const puts = [[key, packSubjectState(state, new ByteWriter())]] as const;
  await api.ports.state.commit({ ...lane, epoch, expectedOffset: offset, nextOffset: offset + 1, puts });
}

it("answers the sums of a phase, also of one that nobody was in, to those who may see them", async () => {
  const answer = await call("GET", "x1/1");
  expect(measurementsSchema.parse(answer.body)).toMatchObject({ sums: { severalVariants: 0 }, history: [] });
  expect((await call("GET", "x1/none")).status).toBe(404);
  expect((await call("GET", "x1/1", undefined, "compliance_officer")).status).toBe(403);
  expect((await call("POST", "participation", { userId: "ada" }, "compliance_officer")).status).toBe(403);
});

it("says what decides about a person, following who they turned out to be", async () => {
  const [ada, known] = ["ada", "known"].map((id) => api.collaborators.subjectOf(api.tenant, "user", id).subject) as [string, string];
  const entry = { phase: 1, variant: "control", conversionEvent: "purchase", firstAtMs: 1, lastAtMs: 2, lists: 3, clicked: 1 } as const;
  const recorded = [{ experimentId: "x1", ...entry, converted: false, several: false }];
  expect(participationSchema.parse((await call("POST", "participation", { userId: "ada" })).body)).toEqual({
    subject: ada,
    permitted: { analytics: true, personalization: true },
    recorded: [],
  });
  await remember(known, (state) => {
    state.experiments = recorded;
  });
  await remember(ada, (state) => {
    state.redirect = known;
  });
  expect((await call("POST", "participation", { userId: "ada" })).body).toMatchObject({ subject: known, recorded });
  expect((await call("POST", "participation", {})).status).toBe(400);
});
