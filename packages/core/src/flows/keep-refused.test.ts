import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_CONSENT_POLICY } from "../consent/schema.ts";
import { type DeadLetter, deadLetterSchema } from "../events/dead-letter.ts";
import { EARLIEST_MS } from "../events/event-request.ts";
import { EVENT_TYPES } from "../events/event-types.ts";
import { LetterAllowance } from "../events/letter-allowance.ts";
import { parseEvent } from "../events/parse-event.ts";
import { subjectAliaser } from "../identity/subject-alias.ts";
import type { TenantControl } from "../ports/control.ts";
import { memoryLog } from "../ports/log.memory.ts";
import { memoryStandingStore } from "../ports/standing-store.memory.ts";
import type { Field } from "../schemas/schema.ts";
import { refusedKeeper } from "./keep-refused.ts";
import { propertyRules } from "./published-properties.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const hash = (_pepper: Uint8Array, message: string) => `H${message.replaceAll(/\W/g, "_")}`.padEnd(22, "_").slice(-22);
const fields: Field[] = [
  { name: "colour", type: "string", required: true },
  { name: "email", type: "string", required: false, personal: "hash" },
  { name: "phone", type: "string", required: false, personal: "drop" },
];
const tenant: TenantControl = {
  id: "t1",
  slug: "t1",
  name: "t1",
  pepper: new Uint8Array(32),
  consentPolicy: DEFAULT_CONSENT_POLICY,
  eventTypes: new Map(Object.entries(EVENT_TYPES)),
  eventSchemas: new Map([["view", { eventType: "view", version: 1, schemaId: 100_001, fields }]]),
  placements: new Map(),
  experiments: new Map(),
  limits: { eventsPerSecond: 1, requestsPerSecond: 1 },
};

let ports: ReturnType<typeof portsOf>;
function portsOf() {
  let ids = 0;
  return {
    log: memoryLog(),
    standings: memoryStandingStore(),
    subjectOf: subjectAliaser(hash, 10),
    propertyRules: propertyRules(hash),
    allowance: new LetterAllowance(3),
    clock: () => NOW_MS,
    newId: () => `l${++ids}`,
    report: () => undefined,
  };
}
beforeEach(() => {
  ports = portsOf();
});

async function keep(...events: unknown[]): Promise<DeadLetter[]> {
  const rules = { eventTypes: tenant.eventTypes, nowMs: NOW_MS, earliestMs: EARLIEST_MS, ...ports.propertyRules(tenant) };
  const refused = events.flatMap((event, i) => {
    const problem = parseEvent(event, `events[${i}]`, rules);
    return "errors" in problem ? [{ event, at: `events[${i}]`, problem }] : [];
  });
  await refusedKeeper(ports)(tenant, refused);
  const records = await ports.log.read("dead-letters", 0, 0, 100);
  return records.map(({ value }) => deadLetterSchema.parse(JSON.parse(new TextDecoder().decode(value))));
}
const bad = { eventId: "e1", type: "view", userId: "ada@example.com", properties: { email: "ada@example.com", phone: "123", size: 1 } };

describe("a refused event", () => {
  it("is kept without its person and with what is personal treated, under the person's key", async () => {
    const [letter] = await keep(bad);
    const { subject } = ports.subjectOf(tenant, "user", "ada@example.com");
    expect(letter).toMatchObject({
      id: "l1",
      tenant: "t1",
      subject,
      source: "ingest",
      code: "schema_violation",
      path: "properties.size",
      fingerprint: "view schema_violation properties.size",
      eventType: "view",
      event: { eventId: "e1", type: "view", properties: { size: 1, email: expect.stringMatching(/^hash:/) } },
      atMs: NOW_MS,
    });
    const [record] = await ports.log.read("dead-letters", 0, 0, 1);
    expect(record?.key).toBe(`t1|${subject}`);
    const text = new TextDecoder().decode(record?.value);
    expect(text).not.toContain("ada@example.com");
    expect(text).not.toContain("123");
  });

  it("whose person cannot be told is kept without its content: nothing would find it", async () => {
    const letters = await keep(
      { eventId: "e1", type: "view", userId: 4711 },
      { eventId: "e2", type: "view", user: "ada@example.com" },
      { eventId: "e3", type: "view", userId: "ada@example.com", anonymousId: "x" },
    );
    expect(letters.map(({ code, event }) => ({ code, event }))).toEqual([
      { code: "invalid_event", event: undefined },
      { code: "unknown_property", event: undefined },
      { code: "invalid_event", event: undefined },
    ]);
    expect(JSON.stringify(letters)).not.toMatch(/4711|ada@example/);
  });

  it("is forgotten when nobody could mend it, or it is too large to be an event", async () => {
    expect(await keep("text", 7, null, { ...bad, properties: { colour: "\ud800" } })).toEqual([]);
    const [large] = await keep({ ...bad, properties: { size: "x".repeat(40_000) } });
    expect(large).toMatchObject({ code: "schema_violation" });
    expect(large).not.toHaveProperty("event");
  });

  it("is not kept of somebody who may not be collected", async () => {
    const { subject } = ports.subjectOf(tenant, "user", "eve");
    const standing = { policyVersion: 1, source: "app", demographics: {}, changedAtMs: 1 };
    await ports.standings.write("t1", subject, { ...standing, purposes: {}, suppressed: true });
    const { subject: other } = ports.subjectOf(tenant, "user", "bob");
    await ports.standings.write("t1", other, { ...standing, purposes: { personalization: false, analytics: false }, suppressed: false });
    expect(await keep({ ...bad, userId: "eve" }, { ...bad, userId: "bob" })).toEqual([]);
  });

  it("is only counted beyond the allowance", async () => {
    expect(await keep(bad, bad, bad, bad, bad)).toHaveLength(3);
    expect(ports.allowance.notKept("t1")).toBe(2);
  });

  it("never fails the caller", async () => {
    const reports: string[] = [];
    Object.assign(ports, {
      standings: { ...ports.standings, read: () => Promise.reject(new Error("away")) },
      report: (text: string) => reports.push(text),
    });
    expect(await keep(bad)).toEqual([]);
    expect(reports).toEqual(["1 dead letters could not be kept: away"]);
  });
});
