import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { Failure } from "./failure.ts";
import { loadSecrets, saveSecrets } from "./secrets.ts";

const file = path.join(mkdtempSync(path.join(tmpdir(), "attune-secrets-")), "secrets.json");

test("made once, kept, private, and refused when damaged", () => {
  const first = loadSecrets(file);
  expect(Buffer.from(first.masterKey, "hex")).toHaveLength(32);
  expect(loadSecrets(file)).toEqual(first);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const withKeys = { ...first, demoKeys: { secret: "s", publishable: "p" } };
  saveSecrets(file, withKeys);
  expect(loadSecrets(file)).toEqual(withKeys);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, "{");
  expect(() => loadSecrets(file)).toThrow(Failure);
});
