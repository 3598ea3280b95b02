import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { sourcesDigest } from "./sources-digest.ts";

const root = mkdtempSync(path.join(tmpdir(), "attune-sources-"));
const write = (name: string, content: string) => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
};

test("changes with a source's content and name, not with tests or what was built", () => {
  write("app/page.tsx", "one");
  const digest = () => sourcesDigest(root, ["app", "absent.json"]);
  const first = digest();
  write("app/.next/build", "x");
  write("app/page.test.tsx", "x");
  write("app/node_modules/dep/index.js", "x");
  expect(digest()).toBe(first);
  write("app/page.tsx", "two");
  const changed = digest();
  expect(changed).not.toBe(first);
  write("app/other.tsx", "two");
  expect(digest()).not.toBe(changed);
});
