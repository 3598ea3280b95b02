// The images' own start commands, on exactly the files that the images hold, without an engine. The console's files need a build; its answer to
// missing settings does not.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { connectIdentity } from "@attune/db/connect";
import { startTestDatabase } from "@attune/db/testing/test-database";
import { verifyPassword } from "@attune/db/users";
import { afterAll, describe, expect, test } from "vitest";
import { assembleApp } from "./assemble-app.ts";
import { readDockerfile } from "./read-dockerfile.ts";

const root = path.join(import.meta.dirname, "../..");
const DOCKERFILE = readFileSync(path.join(root, "Dockerfile"), "utf8");
const dockerfile = readDockerfile(DOCKERFILE);
const temporary = mkdtempSync(path.join(tmpdir(), "attune-images-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** The start command of a target in the folder where it would run, on the files that the image holds. */
function startOf(target: string): { readonly cwd: string; readonly args: readonly string[] } {
  const [, source = ""] = /^COPY --from=build \/image\/(\S+)/m.exec(dockerfile.lineage(target)) ?? [];
  const [, workspace = ""] = new RegExp(`scripts/images/main.ts (\\S+) /image/${source}`).exec(DOCKERFILE) ?? [];
  const image = path.join(temporary, source);
  if (!existsSync(image)) assembleApp(root, workspace, image);
  const [program, ...args] = JSON.parse(dockerfile.lastOf(target, "ENTRYPOINT") ?? dockerfile.lastOf(target, "CMD") ?? "[]") as string[];
  expect(program).toBe("node");
  return { cwd: path.join(image, path.relative("/attune", dockerfile.lastOf(target, "WORKDIR") ?? "")), args };
}

function run(args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...args], { cwd, env }, (_, out, complaint) =>
      resolve({ code: child.exitCode, said: `${out}${complaint}`.trim() }),
    );
  });
}

describe("the start commands", () => {
  test.each([
    ["api", /^The api cannot start\. ATTUNE_HOME is missing.*MASTER_KEY is missing\./],
    ["worker", /^The worker's environment is not right: ATTUNE_HOME is missing.*MASTER_KEY is missing\.$/],
    ["migrate", /^The database cannot be migrated\. DATABASE_URL is missing.*MASTER_KEY is missing\.$/],
    ["trainer", /^error: required option '--protocol <name>' not specified$/],
  ])(
    "%s, told nothing, ends with one sentence",
    async (target, sentence) => {
      const { cwd, args } = startOf(target);
      const { code, said } = await run(args, cwd);
      expect(said).toMatch(sentence);
      expect(said).not.toContain("\n");
      expect(code).toBe(1);
    },
    120_000,
  );

  test("the console, told nothing, ends with one sentence", async () => {
    const register = `const { register } = await import("./src/instrumentation.ts"); register();`;
    const { code, said } = await run(["--input-type=module", "--eval", register], path.join(root, "apps/web"));
    expect(said).toMatch(/^The console cannot run with these settings: DATABASE_URL .*NEXTAUTH_SECRET .*\.$/);
    expect(code).toBe(1);
  });

  test("migrate brings a database to this version, makes its owner once, and names a server that is away", async () => {
    const { cwd, args } = startOf("migrate");
    // The one thing that this target copies from the repository itself.
    cpSync(path.join(root, "prisma/migrations"), path.join(cwd, "../../prisma/migrations"), { recursive: true });
    const database = await startTestDatabase({ migrated: false });
    try {
      const env = {
        DATABASE_URL: database.url,
        MASTER_KEY: Buffer.from(database.masterKey).toString("hex"),
        ATTUNE_OWNER_EMAIL: "owner@shop.example",
        ATTUNE_OWNER_PASSWORD: "correct horse battery",
      };
      const first = await run(args, cwd, env);
      expect(first.said).toMatch(/^Applied 0001_control_plane, .*\nowner@shop\.example owns the tenant "shop"\.$/);
      expect(first.code).toBe(0);
      const identity = connectIdentity(database.settings, 1);
      const user = await verifyPassword(identity, env.ATTUNE_OWNER_EMAIL, env.ATTUNE_OWNER_PASSWORD);
      await identity.$disconnect();
      expect(user?.tenants).toMatchObject([{ slug: "shop", role: "owner" }]);
      expect(await run(args, cwd, env)).toEqual({
        code: 0,
        said: "The database is up to date.\nThere are tenants already; no owner was made.",
      });
      const away = await run(args, cwd, { ...env, DATABASE_URL: "postgresql://attune@127.0.0.1:1/attune" });
      expect(away.code).toBe(1);
      expect(away.said).toMatch(/ECONNREFUSED/);
      expect(away.said).not.toContain("\n");
    } finally {
      await database.stop();
    }
  }, 120_000);

  test("the health check's question ends as the answer is", async () => {
    let status = 200;
    const server = createServer((_, response) => void response.writeHead(status).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const ask = () => run(["scripts/images/answers.mjs", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`], root);
      expect((await ask()).code).toBe(0);
      status = 503;
      expect(await ask()).toMatchObject({ code: 1, said: expect.stringContaining("503") });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    expect((await run(["scripts/images/answers.mjs", "http://127.0.0.1:1/"], root)).code).toBe(1);
  });
});
