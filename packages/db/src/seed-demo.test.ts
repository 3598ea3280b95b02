import { parseApiKey } from "@attune/core/identity/api-key";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listApiKeys, revokeApiKey } from "./api-keys.ts";
import { listAudit } from "./audit-log.ts";
import { addMember, listMembers, removeMember } from "./memberships.ts";
import { type DemoKeys, type DemoSeed, type DemoTenant, seedDemo } from "./seed-demo.ts";
import { startTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { findUserByEmail, verifyPassword } from "./users.ts";

let db: TestDatabase;
let first: DemoSeed;
let music: DemoTenant;
let books: DemoTenant;
const seed = (knownKeys: Readonly<Record<string, DemoKeys | undefined>> = {}) =>
  seedDemo({ app: db.app, identity: db.identity, masterKey: db.masterKey, knownKeys });
const keysOf = ({ tenants }: DemoSeed) => Object.fromEntries(tenants.map(({ slug, newKeys }) => [slug, newKeys]));

beforeAll(async () => {
  db = await startTestDatabase();
  first = await seed();
  const [one, two] = first.tenants;
  if (one === undefined || two === undefined) throw new Error("The demo has two tenants.");
  [music, books] = [one, two];
}, 60_000);
afterAll(() => db.stop());

describe("the demo", () => {
  it("lets every role sign in to the music shop, and the book shop's people to theirs", async () => {
    expect([music.slug, books.slug]).toEqual(["tempo", "folio"]);
    expect(first.users.map(({ role, tenant }) => `${role} of ${tenant}`)).toEqual([
      "owner of tempo",
      "product_manager of tempo",
      "developer of tempo",
      "compliance_officer of tempo",
      "viewer of tempo",
      "operator of tempo",
      "owner of folio",
      "product_manager of folio",
      "developer of folio",
      "compliance_officer of folio",
      "viewer of folio",
    ]);
    for (const { email, password, role, tenant } of first.users) {
      const user = await verifyPassword(db.identity, email, password);
      expect(user).toMatchObject({ email, platformOperator: role === "operator" });
      expect(user?.tenants[0]).toMatchObject({ slug: tenant, role });
    }
    expect(new Set(first.users.map(({ password }) => password)).size).toBe(11);
  });

  it("shows the music shop's owner and the operator the book shop as well, after their own", async () => {
    const tenantsOf = async (email: string) =>
      (await findUserByEmail(db.identity, email))?.tenants.map(({ slug, role }) => `${role} of ${slug}`);
    expect(await tenantsOf("owner@tempo.example")).toEqual(["owner of tempo", "viewer of folio"]);
    expect(await tenantsOf("operator@tempo.example")).toEqual(["operator of tempo", "operator of folio"]);
    expect(await tenantsOf("viewer@tempo.example")).toEqual(["viewer of tempo"]);
  });

  it("brings a secret and a publishable key for each", () => {
    for (const { newKeys } of first.tenants) {
      expect(parseApiKey(newKeys?.secret ?? "")?.kind).toBe("secret");
      expect(parseApiKey(newKeys?.publishable ?? "")?.kind).toBe("publishable");
    }
    expect(music.newKeys).not.toEqual(books.newKeys);
  });

  it("changes nothing at the next start, and undoes nothing that people changed", async () => {
    const viewer = (await listMembers(db.app, music.id)).find(({ role }) => role === "viewer");
    await addMember(db.app, music.id, { userId: viewer?.userId ?? "", role: "admin" }, { actor: "user:u1" });
    const guest = (await listMembers(db.app, books.id)).find(({ email }) => email === "owner@tempo.example");
    await removeMember(db.app, books.id, guest?.userId ?? "", { actor: "user:u1" });
    const before = await listAudit(db.app, music.id, { limit: 100 });
    const unchanged = first.tenants.map((tenant) => ({ ...tenant, newKeys: undefined }));
    expect(await seed(keysOf(first))).toEqual({ ...first, tenants: unchanged });
    expect(await listAudit(db.app, music.id, { limit: 100 })).toEqual(before);
    expect(await listMembers(db.app, music.id)).toHaveLength(5);
    expect(await listMembers(db.app, books.id)).toHaveLength(5);
  });

  it("makes new keys, and revokes the old, when the stored ones are lost or revoked", async () => {
    const musicKeys = async (known?: DemoKeys) => (await seed({ ...keysOf(first), tempo: known })).tenants[0]?.newKeys;
    const second = await musicKeys();
    expect(second).toBeDefined();
    const active = async () =>
      (await listApiKeys(db.app, music.id)).filter(({ revokedAtMs }) => revokedAtMs === undefined).map(({ id }) => id);
    const idsOf = (keys: DemoKeys | undefined) => [keys?.publishable, keys?.secret].map((key) => parseApiKey(key ?? "")?.id ?? "").sort();
    expect((await active()).sort()).toEqual(idsOf(second));

    await revokeApiKey(db.app, music.id, parseApiKey(second?.secret ?? "")?.id ?? "", { actor: "user:u1" });
    const third = await musicKeys(second);
    expect((await active()).sort()).toEqual(idsOf(third));
    expect(await musicKeys(third)).toBeUndefined();
  });
});
