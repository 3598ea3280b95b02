import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listAudit } from "./audit-log.ts";
import { controlSource } from "./control-source.ts";
import { listEventSchemas } from "./event-schemas.ts";
import { createTenant, type Tenant } from "./tenants.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const ROUNDS = 12;
const EVENT_TYPE = "play";
const CHILD = fileURLToPath(new URL("./publish-crash-child.fixture.ts", import.meta.url));

let db: TestDatabase;
let tenant: Tenant;
beforeAll(async () => {
  db = await startTestDatabase();
  tenant = await createTenant(db.app, db.masterKey, { slug: "one", name: "One" }, { actor: "system:test" });
}, 60_000);
afterAll(() => db.stop());

/** What a publisher acknowledged before it was killed, some time after its first acknowledgement. */
async function publishUntilKilled(delayMs: number): Promise<string[]> {
  const child = fork(CHILD, [db.url, Buffer.from(db.masterKey).toString("hex"), tenant.id, EVENT_TYPE], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const closed = once(child, "close");
  await Promise.race([
    once(child.stdout as NodeJS.ReadableStream, "data"),
    closed.then(() => Promise.reject(new Error("the publisher ended by itself"))),
  ]);
  await sleep(delayMs);
  child.kill("SIGKILL");
  await closed;
  return output.split("\n").slice(0, -1);
}

it("a publication that is killed at any moment has not begun or is complete", async () => {
  const seed = Date.now() % 2 ** 31;
  console.info(`publish crash rounds, seed ${seed}`);
  const delaysMs = fc.sample(fc.nat(60), { seed, numRuns: ROUNDS });
  const acknowledged: string[] = [];
  for (const delayMs of delaysMs) {
    acknowledged.push(...(await publishUntilKilled(delayMs)));

    const schemas = (await listEventSchemas(db.app, tenant.id)).toReversed();
    expect(schemas.map(({ version }) => version)).toEqual(schemas.map((_, i) => i + 1));
    const names = schemas.map(({ fields }) => fields[0]?.name);
    for (const line of acknowledged) {
      const [version, name] = line.split(" ");
      expect(names[Number(version) - 1], `version ${version} was acknowledged`).toBe(name);
    }

    const audit = await listAudit(db.app, tenant.id, { limit: 10_000 });
    const audited = audit.filter(({ action }) => action === "event_schema.published").toReversed();
    expect(audited.map(({ reason, after }) => [(after as { version: number }).version, reason])).toEqual(
      names.map((name, i) => [i + 1, name]),
    );

    const control = await controlSource({ db: db.control, masterKey: db.masterKey, report: () => undefined }).load(undefined);
    const { createdAtMs: _, createdBy: __, ...newest } = schemas.at(-1) as (typeof schemas)[number];
    expect(control?.tenants.get(tenant.id)?.eventSchemas.get(EVENT_TYPE)).toEqual(newest);
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS);
}, 180_000);
