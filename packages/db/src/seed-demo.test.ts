import { parseApiKey } from "@attune/core/identity/api-key";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listApiKeys, revokeApiKey } from "./api-keys.ts";
import { listAudit } from "./audit-log.ts";
import { addMember, listMembers } from "./memberships.ts";
import { type DemoKeys, type DemoSeed, seedDemo } from "./seed-demo.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { verifyPassword } from "./users.ts";

let db: TestDatabase;
let first: DemoSeed;
const seed = (knownKeys?: DemoKeys) => seedDemo({ app: db.app, identity: db.identity, masterKey: db.masterKey, knownKeys });

beforeAll(async () => {
  db = await startTestDatabase();
  first = await seed();
}, 60_000);
afterAll(() => db.stop());

describe("the demo", () => {
  it("lets every role sign in, and an operator everywhere", async () => {
    expect(first.users.map(({ role }) => role)).toEqual([
      "owner",
      "product_manager",
      "developer",
      "compliance_officer",
      "viewer",
      "operator",
    ]);
    for (const { email, password, role } of first.users) {
      const user = await verifyPassword(db.identity, email, password);
      const tenants = [{ tenantId: first.tenant.id, slug: "tempo", name: "Tempo Music", role }];
      expect(user).toMatchObject({ email, tenants, platformOperator: role === "operator" });
    }
    expect(new Set(first.users.map(({ password }) => password)).size).toBe(6);
  });

  it("brings a secret and a publishable key", () => {
    expect(parseApiKey(first.newKeys?.secret ?? "")?.kind).toBe("secret");
    expect(parseApiKey(first.newKeys?.publishable ?? "")?.kind).toBe("publishable");
  });

  it("changes nothing at the next start, and undoes nothing that people changed", async () => {
    const viewer = (await listMembers(db.app, first.tenant.id)).find(({ role }) => role === "viewer");
    await addMember(db.app, first.tenant.id, { userId: viewer?.userId ?? "", role: "admin" }, { actor: "user:u1" });
    const before = await listAudit(db.app, first.tenant.id, { limit: 100 });
    expect(await seed(first.newKeys)).toEqual({ ...first, newKeys: undefined });
    expect(await listAudit(db.app, first.tenant.id, { limit: 100 })).toEqual(before);
    expect(await listMembers(db.app, first.tenant.id)).toHaveLength(5);
  });

  it("makes new keys, and revokes the old, when the stored ones are lost or revoked", async () => {
    const { newKeys: second } = await seed();
    expect(second).toBeDefined();
    const active = async () =>
      (await listApiKeys(db.app, first.tenant.id)).filter(({ revokedAtMs }) => revokedAtMs === undefined).map(({ id }) => id);
    const idsOf = (keys: DemoKeys | undefined) => [keys?.publishable, keys?.secret].map((key) => parseApiKey(key ?? "")?.id ?? "").sort();
    expect((await active()).sort()).toEqual(idsOf(second));

    await revokeApiKey(db.app, first.tenant.id, parseApiKey(second?.secret ?? "")?.id ?? "", { actor: "user:u1" });
    const { newKeys: third } = await seed(second);
    expect((await active()).sort()).toEqual(idsOf(third));
    expect((await seed(third)).newKeys).toBeUndefined();
  });
});
