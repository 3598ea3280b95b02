import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ConsoleClient, type ProcedureKind, signedInClient, strangerClient } from "./console-client.ts";
import { PROCEDURE_INPUTS, type TenantThings } from "./procedure-inputs.ts";
import { type RunningPlatform, runPlatform } from "./run-platform.ts";

interface Procedure {
  readonly path: string;
  readonly kind: ProcedureKind;
  readonly roles: readonly string[];
}

interface Caller {
  readonly role: string;
  readonly client: ConsoleClient;
}

interface Side {
  readonly slug: string;
  readonly callers: readonly Caller[];
  readonly things: TenantThings;
}

interface DeclaredRouter {
  readonly _def: {
    readonly procedures: Readonly<
      Record<string, { readonly _def: { readonly type: ProcedureKind; readonly meta?: { readonly roles?: readonly string[] } } }>
    >;
  };
}

// By address and not by name: the console is compiled for another world than these scripts are.
const ROUTER = path.join(import.meta.dirname, "../../apps/web/src/server/app-router.ts");
const { appRouter } = (await import(ROUTER)) as { readonly appRouter: DeclaredRouter };
const PROCEDURES: readonly Procedure[] = Object.entries(appRouter._def.procedures).map(([name, { _def }]) => ({
  path: name,
  kind: _def.type,
  roles: _def.meta?.roles ?? [],
}));
const ROLES = ["owner", "admin", "product_manager", "developer", "compliance_officer", "viewer", "operator"] as const;
const WRONG_ROLE = "This needs one of these roles";

let home: string;
let platform: RunningPlatform;
let sides: readonly [Side, Side];

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), "attune-matrix-"));
  platform = await runPlatform({ home, flags: ["--no-traffic"] });
  sides = [await sideOf("tempo"), await sideOf("folio")];
});
afterAll(async () => {
  await platform?.stop();
  rmSync(home, { recursive: true, force: true });
});

test("every procedure declares who may call it and has an example here, and no example is of a procedure that is gone", () => {
  expect(PROCEDURES.filter(({ roles }) => roles.length === 0)).toEqual([]);
  expect(Object.keys(PROCEDURE_INPUTS).sort()).toEqual(PROCEDURES.map(({ path: name }) => name).sort());
});

test("nobody gets anything", async () => {
  const stranger = strangerClient(platform.demo.consoleUrl);
  for (const { path: name, kind } of PROCEDURES) {
    const { status, code } = await stranger.call(name, kind, inputOf(name, sides[0].things));
    // A stream is opened first and refused in its first message.
    expect({ name, status, code }).toEqual({ name, status: kind === "subscription" ? 200 : 401, code: "UNAUTHORIZED" });
  }
});

test("every role of both tenants may do what it is declared to, and nothing else", async () => {
  let cells = 0;
  for (const { callers, things } of sides) {
    for (const { role, client } of callers) {
      for (const { path: name, kind, roles } of PROCEDURES) {
        const allowed = roles.includes(role);
        // Mutations that are allowed are tried in the next test, with what belongs to the other tenant.
        if (allowed && kind === "mutation") continue;
        const { status, text } = await client.call(name, kind, inputOf(name, things));
        expect({ role, name, status, said: text.includes(WRONG_ROLE) }).toEqual({
          role,
          name,
          status: allowed ? 200 : 403,
          said: !allowed,
        });
        cells += 1;
      }
    }
  }
  console.log(`${PROCEDURES.length} procedures x ${ROLES.length} roles x 2 tenants: ${cells} calls with what is the caller's own`);
  expect(cells).toBeGreaterThan(500);
});

test("nobody learns anything of the other tenant by naming what belongs to it, or changes it", async () => {
  let cells = 0;
  for (const [mine, theirs] of [sides, sides.toReversed()] as readonly (readonly [Side, Side])[]) {
    const before = await pictureOf(theirs);
    for (const { role, client } of mine.callers) {
      for (const { path: name, kind, roles } of PROCEDURES) {
        // Who leaves a tenant, or is made something else in it, cannot go on with the test.
        if (name === "members.remove" && !roles.includes(role)) continue;
        const { status, code, text } = await client.call(name, kind, inputOf(name, theirs.things));
        // An operator sees every tenant's usage, which is their task; names of tenants are no secret to them.
        expect({ role, name, learned: text.includes(theirs.things.mark) }).toEqual({ role, name, learned: false });
        expect({ role, name, failed: status >= 500, code }).toEqual({ role, name, failed: false, code });
        cells += 1;
      }
    }
    expect(await pictureOf(theirs)).toEqual(before);
  }
  console.log(`${cells} calls with what is another tenant's`);
  expect(cells).toBeGreaterThan(700);
});

function inputOf(name: string, things: TenantThings): unknown {
  const make = PROCEDURE_INPUTS[name];
  if (make === undefined) throw new Error(`${name} has no example input`);
  return make(things);
}

/** What the owner sees of their own tenant, and how far its audit log is. */
async function pictureOf({ callers }: Side): Promise<readonly unknown[]> {
  const owner = callers.find(({ role }) => role === "owner") as Caller;
  const seen = [
    "audit.list",
    "keys.list",
    "members.list",
    "models.versions",
    "models.placements",
    "experiments.list",
    "schemas.list",
    "consent.policies",
    "deadLetters.list",
    "privacy.list",
  ];
  return Promise.all(
    seen.map(async (name) => {
      const { status, text } = await owner.client.call(name, "query", PROCEDURE_INPUTS[name]?.({} as TenantThings));
      expect({ name, status }).toEqual({ name, status: 200 });
      // Who used a key last, and when, is no change of anybody's.
      return text.replaceAll(/"lastUsedAtMs":\d+,?/g, "");
    }),
  );
}

async function sideOf(slug: string): Promise<Side> {
  const { demo } = platform;
  const tenant = demo.tenants?.find((one) => one.slug === slug);
  if (tenant === undefined) throw new Error(`the demo has no tenant ${slug}`);
  const enter = async (role: string, account: { email: string; password: string }): Promise<Caller> => ({
    role,
    client: await signedInClient(demo.consoleUrl, account, tenant.id),
  });
  const account = (role: string) => {
    const found = demo.users.find((user) => user.role === role && (role === "operator" || user.tenant === slug));
    if (found === undefined) throw new Error(`the demo has no ${role} of ${slug}`);
    return found;
  };
  const owner = await enter("owner", account("owner"));
  const admin = { email: `admin-${slug}@example.com`, role: "admin", name: "Admin" };
  const { password } = await answered<{ password: string }>(owner, "members.add", "mutation", admin);
  const others = ROLES.filter((role) => role !== "owner" && role !== "admin");
  const callers = [
    owner,
    await enter("admin", { email: admin.email, password }),
    ...(await Promise.all(others.map((role) => enter(role, account(role))))),
  ];
  return { slug, callers, things: await thingsOf(owner, tenant.keys.secret) };
}

/** Makes one of everything, each with the mark. */
async function thingsOf(owner: Caller, secretKey: string): Promise<TenantThings> {
  const mark = `mark${randomUUID().slice(0, 8)}`;
  const post = (route: string, body: unknown) =>
    fetch(new URL(route, platform.demo.apiUrl), {
      method: "POST",
      headers: { authorization: `Bearer ${secretKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const key = { name: mark, kind: "publishable", environment: "test", scopes: ["events:write"], allowedOrigins: [] };
  const { record } = await answered<{ record: { id: string } }>(owner, "keys.create", "mutation", key);
  const member = { email: `${mark}@example.com`, name: mark, role: "viewer" };
  await answered(owner, "members.add", "mutation", member);
  const members = await answered<{ userId: string; name: string }[]>(owner, "members.list", "query");
  const settings = { retrievers: { popularity: 1 }, candidates: 50, ranker: "none", diversity: 0, exploration: 0 };
  const model = await answered<{ id: string }>(owner, "models.create", "mutation", { name: mark, settings });
  // What a caller has to name themselves has another word in it than the mark, because refusals repeat what was asked for.
  const word = `w${randomUUID().slice(0, 8)}`;
  const experiment = await answered<{ id: string; key: string }>(owner, "experiments.create", "mutation", {
    key: word,
    name: mark,
    hypothesis: `${mark} is better than nothing.`,
    placementKey: "cart",
    controlVersionId: model.id,
    treatmentVersionId: model.id,
    sameModel: true,
    conversionEvent: "purchase",
  });
  await answered(owner, "experiments.start", "mutation", { id: experiment.id });
  const schema = { eventType: word, fields: [{ name: "note", type: "string", required: true }], basedOnVersion: 0, reason: mark };
  await answered(owner, "schemas.publish", "mutation", { ...schema, newType: { weight: 1, outcome: false, consumes: false } });
  const event = { eventId: randomUUID(), type: word, userId: mark, itemId: mark };
  // The schema is enforced within a second or two; until then the type is unknown, which makes a letter just the same.
  expect((await post("/v1/events", { events: [event] })).status).toBe(400);
  const { letters } = await vi.waitFor(
    async () => {
      const list = await answered<{ letters: { id: string }[] }>(owner, "deadLetters.list", "query");
      expect(list.letters.length).toBeGreaterThan(0);
      return list;
    },
    { timeout: 10_000, interval: 100 },
  );
  const { subject } = await answered<{ subject: string }>(owner, "consent.find", "mutation", { userId: mark });
  const request = await answered<{ id: string }>(owner, "privacy.create", "mutation", { userId: mark, regulation: "gdpr" });
  await answered(owner, "privacy.verify", "mutation", { id: request.id, verification: mark });
  return {
    mark,
    keyId: record.id,
    memberId: members.find(({ name }) => name === mark)?.userId ?? "",
    modelVersionId: model.id,
    experiment,
    eventType: word,
    letterId: letters[0]?.id ?? "",
    subject,
    requestId: request.id,
  };
}

async function answered<T>(caller: Caller, name: string, kind: ProcedureKind, input?: unknown): Promise<T> {
  const { status, text } = await caller.client.call(name, kind, input);
  if (status !== 200) throw new Error(`${name} answered ${status}: ${text.slice(0, 300)}`);
  return (JSON.parse(text) as { result: { data: { json: T } } }).result.data.json;
}
