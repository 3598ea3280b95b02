import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const root = path.join(import.meta.dirname, "..");
const summarySchema = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});

/** One file per forbidden arrow, and what each of them breaks. */
const SEEDS: Readonly<Record<string, { readonly source: string; readonly breaks: string }>> = {
  "packages/core/src/events/opens-files.ts": {
    source: 'import { readFileSync } from "node:fs";\nexport const a = readFileSync;',
    breaks: "core-imports-only-zod",
  },
  "packages/core/src/events/borrows-a-verb.ts": {
    source: 'import { verb } from "../consent/verb.ts";\nexport const b = verb;',
    breaks: "core-contexts-meet-in-flows",
  },
  "packages/core/src/events/calls-back.ts": {
    source: 'import type { Flow } from "../flows/flow.ts";\nexport type C = Flow;',
    breaks: "core-flows-are-the-top",
  },
  "packages/adapters/src/opens-db.ts": {
    source: 'import { row } from "../../db/src/row.ts";\nexport const d = row;',
    breaks: "adapters-know-core-alone",
  },
  "packages/db/src/opens-adapter.ts": {
    source: 'import { log } from "../../adapters/src/log.ts";\nexport const e = log;',
    breaks: "db-knows-core-alone",
  },
  "packages/sdk/src/needs-core.ts": {
    source: 'import { verb } from "../../core/src/consent/verb.ts";\nexport const f = verb;',
    breaks: "sdk-takes-types-of-core",
  },
  "packages/sdk/src/cli/needs-core.ts": {
    source: 'import { verb } from "../../../core/src/consent/verb.ts";\nexport const p = verb;',
    breaks: "sdk-command-needs-node-alone",
  },
  "packages/core/src/knows-an-app.ts": {
    source: 'import { route } from "../../../apps/api/src/route.ts";\nexport const g = route;',
    breaks: "packages-know-no-apps",
  },
  "apps/api/src/handler.ts": {
    source: 'import { log } from "../../../packages/adapters/src/log.ts";\nexport const h = log;',
    breaks: "adapters-are-composed",
  },
  "apps/web/src/compose.ts": {
    source: 'import { log } from "../../../packages/adapters/src/log.ts";\nexport const i = log;',
    breaks: "web-never-opens-adapters",
  },
  "apps/web/src/reaches-over.ts": {
    source: 'import { route } from "../../api/src/route.ts";\nexport const j = route;',
    breaks: "apps-stand-alone",
  },
  "apps/api/src/about.ts": {
    source: 'import { round } from "./round.ts";\nexport const about = (): unknown => round;',
    breaks: "no-cycles",
  },
  "apps/api/src/nowhere.ts": { source: 'import { gone } from "./gone.ts";\nexport const k = gone;', breaks: "resolvable" },
  "apps/api/src/tests-itself.ts": {
    source: 'import { tool } from "../../../scripts/tool.ts";\nexport const l = tool;',
    breaks: "product-knows-no-scripts",
  },
};

/** What they import, and arrows that are allowed. */
const INNOCENT: Readonly<Record<string, string>> = {
  "packages/core/src/consent/verb.ts": "export const verb = 1;",
  "packages/core/src/consent/schema.ts": "export interface Noun { readonly a: 1 }",
  "packages/core/src/events/takes-a-noun.ts": 'import type { Noun } from "../consent/schema.ts";\nexport type N = Noun;',
  "packages/core/src/flows/flow.ts": 'import { verb } from "../consent/verb.ts";\nexport type Flow = typeof verb;',
  "packages/adapters/src/log.ts": 'import { verb } from "../../core/src/consent/verb.ts";\nexport const log = verb;',
  "packages/db/src/row.ts": "export const row = 1;",
  "packages/sdk/src/takes-types.ts": 'import type { Noun } from "../../core/src/consent/schema.ts";\nexport type T = Noun;',
  "apps/api/src/route.ts": "export const route = 1;",
  "apps/api/src/round.ts": 'import { about } from "./about.ts";\nexport const round = (): unknown => about;',
  "apps/api/src/compose.ts": 'import { log } from "../../../packages/adapters/src/log.ts";\nexport const composed = log;',
  "scripts/tool.ts": "export const tool = 1;",
};

test("every forbidden arrow is seen, in TypeScript, and no allowed one", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-arrows-"));
  for (const [file, source] of [
    ...Object.entries(INNOCENT),
    ...Object.entries(SEEDS).map(([name, seed]) => [name, seed.source] as const),
  ]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), source);
  }
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  const args = ["--config", path.join(root, ".dependency-cruiser.cjs"), "--output-type", "json", "packages", "apps"];
  const run = spawnSync(path.join(root, "node_modules/.bin/depcruise"), args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 });
  const { violations } = summarySchema.parse(JSON.parse(run.stdout)).summary;
  const found = new Set(violations.map(({ from, rule }) => `${from} ${rule.name}`));
  for (const [file, { breaks }] of Object.entries(SEEDS)) expect(found).toContain(`${file} ${breaks}`);
  const innocentBroken = violations.filter(({ from }) => from in INNOCENT);
  expect(innocentBroken).toEqual([]);
});
