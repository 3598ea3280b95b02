import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { residueForms } from "@attune/core/privacy/residue-forms";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEnvironment } from "../embedded/open-environment.ts";
import { residueScan } from "./residue-scan.ts";

const person = { ids: ["Zoë.Müller-4711"], aliases: [Buffer.from("0123456789abcdef").toString("base64url")] };
const forms = residueForms(person);

describe("residueScan", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "attune-scan-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const noise = (bytes: number) => Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 7919) % 251));

  it("finds every form in every file, also across the edge of what is read at once, and says which", async () => {
    await mkdir(join(folder, "a/b"), { recursive: true });
    await writeFile(join(folder, "empty"), "");
    for (const [i, { bytes }] of forms.entries()) {
      const file = join(folder, "a/b", String(i));
      // Ends beyond the first four megabytes for some, on the very edge for others.
      const before = i % 12 === 0 ? 4 * 1024 * 1024 - Math.floor(bytes.length / 2) : i;
      await writeFile(file, Buffer.concat([noise(before), bytes, noise(50)]));
      const report = await residueScan(folder, forms);
      expect(report.hits.map(({ form }) => form)).toContain(forms[i]?.name);
      expect(report.hits.every(({ file: where, occurrences }) => where === `a/b/${i}` && occurrences === 1)).toBe(true);
      expect(report).toMatchObject({ files: 2, bytes: before + bytes.length + 50 });
      await rm(file);
    }
  }, 30_000);

  it("looks into gzip, and finds nothing where there is nothing", async () => {
    await writeFile(
      join(folder, "log.gz"),
      gzipSync(Buffer.concat([noise(300_000), Buffer.from(person.ids[0] as string), noise(300_000)])),
    );
    await writeFile(join(folder, "not.gz"), Buffer.concat([Buffer.from([0x1f, 0x8b]), noise(5_000)]));
    const report = await residueScan(folder, forms);
    expect(new Set(report.hits.map(({ file }) => file))).toEqual(new Set(["log.gz"]));
    expect((await residueScan(folder, residueForms({ ids: ["somebody-else-1"], aliases: [] }))).hits).toEqual([]);
  });

  it("leaves the readers of an open LMDB environment alone: another process must not take this one for dead", async () => {
    const db = openEnvironment(join(folder, "env"), "once durable");
    await db.put(Buffer.from("k"), Buffer.from("v"));
    expect(db.getBinary(Buffer.from("k"))).toEqual(Buffer.from("v"));
    await residueScan(folder, forms);
    const other = `import { openEnvironment } from ${JSON.stringify(new URL("../embedded/open-environment.ts", import.meta.url).href)};
      const db = openEnvironment(${JSON.stringify(join(folder, "env"))}, "once durable");
      process.exit(db.getBinary(Buffer.from("k")).length);`;
    // It would take over the reader's slot that it finds free.
    expect(() => execFileSync(process.execPath, ["--input-type=module", "-e", other], { stdio: "ignore" })).toThrow("Command failed");
    db.resetReadTxn();
    expect(db.getBinary(Buffer.from("k"))).toEqual(Buffer.from("v"));
    await db.close();
  });

  it("has nothing to say about a folder that is not there", async () => {
    expect(await residueScan(join(folder, "nowhere"), forms)).toEqual({ files: 0, bytes: 0, hits: [] });
  });
});
