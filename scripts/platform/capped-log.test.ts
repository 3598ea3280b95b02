import { mkdtempSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { openCappedLog } from "./capped-log.ts";

test("never more than twice the cap on disk", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-log-"));
  const log = openCappedLog(path.join(folder, "api.log"), 1000);
  for (let i = 0; i < 200; i++) log.write(`line ${i} of a chatty child\n`);
  log.close();
  const sizes = readdirSync(folder).map((name) => statSync(path.join(folder, name)).size);
  expect(sizes).toHaveLength(2);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
});
