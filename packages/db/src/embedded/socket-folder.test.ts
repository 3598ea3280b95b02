import { chmod, mkdir, mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeSocketFolder, socketFolderPath } from "./socket-folder.ts";

describe("the socket's folder", () => {
  it("is below a home with a short path", () => {
    expect(socketFolderPath("/home/ada/.attune")).toBe("/home/ada/.attune/socket");
  });

  it("is in the temporary folder, one per home, where the path is too long", () => {
    const [one, two] = ["a", "b"].map((name) => socketFolderPath(`/${name.repeat(90)}`, "/var/tmp"));
    expect(one).toMatch(/^\/var\/tmp\/attune-[0-9a-f]{16}$/);
    expect(two).not.toBe(one);
    expect(socketFolderPath(`/${"é".repeat(45)}`, "/var/tmp")).toMatch(/^\/var\/tmp/);
    expect(socketFolderPath(`/${"a".repeat(90)}`, `/${"t".repeat(90)}`)).toMatch(/^\/tmp\/attune-/);
  });
});

describe("making it", () => {
  let folder: string;
  const me = process.getuid?.() ?? 0;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "attune-socket-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("makes it ours alone, twice if need be", async () => {
    const own = path.join(folder, "socket");
    await makeSocketFolder(own, [me]);
    await makeSocketFolder(own, [me]);
    expect((await stat(own)).mode & 0o777).toBe(0o700);
  });

  it("refuses one that others may enter, that another user made, or that points elsewhere", async () => {
    const [open, link] = [path.join(folder, "open"), path.join(folder, "link")];
    await mkdir(open);
    await chmod(open, 0o755);
    await symlink(folder, link);
    await expect(makeSocketFolder(open, [me])).rejects.toThrow(/not a folder of ours alone/);
    await expect(makeSocketFolder(folder, [me + 1])).rejects.toThrow(/not a folder of ours alone/);
    await expect(makeSocketFolder(link, [me])).rejects.toThrow(/not a folder of ours alone/);
  });
});
