import { access, constants, mkdir, mkdtemp, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hydrateSymlinks, postgresBinaries } from "./postgres-binaries.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "attune-binaries-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("the binaries", () => {
  it("are where npm put them", async () => {
    const { postgres, initdb } = await postgresBinaries();
    await expect(access(postgres, constants.X_OK)).resolves.toBeUndefined();
    await expect(access(initdb, constants.X_OK)).resolves.toBeUndefined();
  });

  it("get the links that npm could not pack, also when two processes make them at once", async () => {
    await mkdir(path.join(root, "native/lib"), { recursive: true });
    await writeFile(path.join(root, "native/lib/libx.so.1.2"), "x");
    const links = ["native/lib/libx.so", "native/lib/libx.so.1"].map((target) => ({ source: "native/lib/libx.so.1.2", target }));
    await writeFile(path.join(root, "native/pg-symlinks.json"), JSON.stringify(links));
    await Promise.all([hydrateSymlinks(root), hydrateSymlinks(root), hydrateSymlinks(root)]);
    expect(await readlink(path.join(root, "native/lib/libx.so"))).toBe("libx.so.1.2");
    expect(await readFile(path.join(root, "native/lib/libx.so.1"), "utf8")).toBe("x");
  });

  it("need no links where there is no list of them", async () => {
    await expect(hydrateSymlinks(root)).resolves.toBeUndefined();
  });
});
