import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as sdk from "./attune-client.ts";
import { accepted, eventsOf, recordingServer } from "./recording-server.fixture.ts";

const run = promisify(execFile);
const TSC = path.join(import.meta.dirname, "../../../node_modules/typescript/bin/tsc");

/** A customer's project: the built package in its node_modules and nothing else. */
let project: string;
let installed: string;
beforeAll(async () => {
  project = await mkdtemp(path.join(tmpdir(), "attune-sdk-"));
  await run(process.execPath, [path.join(import.meta.dirname, "../build.ts"), path.join(project, "dist")]);
  installed = path.join(project, "node_modules/@attune/sdk");
  await mkdir(path.dirname(installed), { recursive: true });
  await cp(path.join(project, "dist"), installed, { recursive: true });
  await writeFile(path.join(project, "package.json"), JSON.stringify({ type: "module" }));
}, 60_000);
afterAll(() => rm(project, { recursive: true }));

describe("the built package", () => {
  it("is one module that needs nothing, hence one that a browser loads as it is", async () => {
    const code = await readFile(path.join(installed, "attune-client.js"), "utf8");
    expect(code).not.toMatch(/^import\b|\bimport\(|\brequire\(|node:|process\./m);
    expect(code.length).toBeLessThan(40_000);
    expect((await readdir(installed)).filter((name) => name.endsWith(".js"))).toEqual(["attune-client.js", "attune-types.js"]);
  });

  it("sends events", async () => {
    await using server = await recordingServer(accepted);
    const { attuneClient } = (await import(path.join(installed, "attune-client.js"))) as typeof sdk;
    const attune = attuneClient({ apiUrl: server.url, key: "atn_sk_test_a_b" });
    attune.track("view", { itemId: "song-1" });
    await attune.close();
    expect(eventsOf(server.requests[0])).toMatchObject([{ type: "view", itemId: "song-1" }]);
  });

  it("has types that a strict project takes as they are, and holds events to those of the tenant", async () => {
    const program = `
      import { attuneClient } from "@attune/sdk";
      interface AttuneEvents { readonly song_played: { readonly songId: string; readonly seconds?: number | undefined } }
      const attune = attuneClient<AttuneEvents>({ apiUrl: "https://a.example", key: "k" });
      attune.track("song_played", { itemId: "i", properties: { songId: "s", dwellMs: 3 } });
      attune.track("view");
      export const list = (await attune.recommend({ placement: "home" })).items.map(({ itemId }) => itemId.length);
      // @ts-expect-error: there is no such event
      attune.track("song_plaid", {});
      // @ts-expect-error: songId is needed
      attune.track("song_played");
      // @ts-expect-error: songId is a text
      attune.track("song_played", { properties: { songId: 7 } });
      // @ts-expect-error: there is no such property
      attune.track("song_played", { properties: { songId: "s", colour: "red" } });
      attuneClient({ apiUrl: "https://a.example", key: "k" }).track("anything", { properties: { at: "all" } });`;
    await writeFile(path.join(project, "main.ts"), program);
    const flags = [
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--lib",
      "es2022,dom",
    ];
    const { stdout } = await run(process.execPath, [TSC, ...flags, "--types", "", "main.ts"], { cwd: project }).catch((error: unknown) => ({
      stdout: (error as { stdout: string }).stdout,
    }));
    expect(stdout).toBe("");
  });

  it("writes the types of a tenant, and tells when they are out of date", async () => {
    const schemas: Record<string, object> = {
      song_played: { type: "record", name: "song_played", namespace: "attune.properties", fields: [{ name: "songId", type: "string" }] },
      "cart/left": { type: "record", name: "cart_left", namespace: "attune.properties", fields: [] },
      "attune.events-value": { type: "record", name: "LaneRecord", namespace: "attune", fields: [] },
    };
    const asked: (string | undefined)[] = [];
    const registry = createServer((request, response) => {
      asked.push(request.headers.authorization);
      const subject = decodeURIComponent(/subjects\/(.+)\/versions\/latest$/.exec(request.url ?? "")?.[1] ?? "");
      const latest = { subject, version: 2, id: 7, schema: JSON.stringify(schemas[subject]) };
      response.end(JSON.stringify(request.url === "/schema-registry/subjects" ? Object.keys(schemas) : latest));
    });
    await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
    const env = {
      PATH: process.env["PATH"],
      ATTUNE_URL: `http://127.0.0.1:${(registry.address() as AddressInfo).port}`,
      ATTUNE_KEY: "atn_sk_x",
    };
    const attuneTypes = (...flags: string[]) =>
      run(process.execPath, [path.join(installed, "attune-types.js"), ...flags], { cwd: project, env });

    await expect(attuneTypes("--check")).rejects.toMatchObject({ stderr: expect.stringContaining("not up to date") as string });
    expect((await attuneTypes()).stdout).toBe("attune-events.d.ts now has 2 event types.\n");
    const text = await readFile(path.join(project, "attune-events.d.ts"), "utf8");
    expect(text).toContain('readonly "cart/left": {};');
    expect(text).toContain("readonly songId: string;");
    expect((await attuneTypes("--check")).stdout).toContain("up to date");
    schemas["song_played"] = { type: "record", name: "song_played", namespace: "attune.properties", fields: [] };
    await expect(attuneTypes("--check")).rejects.toMatchObject({ code: 1 });
    expect(new Set(asked)).toEqual(new Set(["Bearer atn_sk_x"]));
    registry.close();
    await expect(attuneTypes()).rejects.toMatchObject({ stderr: expect.stringContaining("cannot be reached") as string });
  });
});
