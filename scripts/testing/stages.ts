// What `npm test` consists of, in the order in which it fails fastest.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildConsole } from "../platform/build-console.ts";
import { generateClient } from "../platform/generate-client.ts";
import { provideChromium } from "./chromium.ts";
import { runPlatform } from "./run-platform.ts";
import { provideServerPrograms } from "./server-programs.ts";
import { add, type Tally, tallyOf } from "./tally.ts";

export interface Stage {
  readonly name: string;
  /** Part of `npm run check`, the fast half. */
  readonly fast: boolean;
  run(): Promise<Tally>;
}

const root = path.join(import.meta.dirname, "../..");
const ONE_PASSED: Tally = { passed: 1, failed: 0 };
const ONE_FAILED: Tally = { passed: 0, failed: 1 };

export const STAGES: readonly Stage[] = [
  {
    name: "generate",
    fast: true,
    run: async () => {
      await generateClient(root);
      return ONE_PASSED;
    },
  },
  tool("types", "turbo", ["run", "typecheck", "--output-logs=errors-only", "--log-prefix=none"]),
  tool("types of scripts", "tsc", ["--project", "tsconfig.json"]),
  tool("format and lint", "biome", ["ci", "--colors=off", "--error-on-warnings", "."]),
  tool("lint with types", "oxlint", ["--type-aware", "--deny-warnings"]),
  tool("arrows", "depcruise", ["--config", ".dependency-cruiser.cjs", "--output-type", "err", "packages", "apps", "scripts", "scenarios"]),
  tool("dead code", "knip", ["--no-progress"]),
  { name: "unit", fast: true, run: () => vitest([]) },
  { name: "services", fast: false, run: services },
  { name: "faults", fast: false, run: faults },
  { name: "journeys", fast: false, run: journeys },
  { name: "browser", fast: false, run: browser },
];

function tool(name: string, program: string, args: readonly string[]): Stage {
  return { name, fast: true, run: async () => ((await execute(program, args)) === 0 ? ONE_PASSED : ONE_FAILED) };
}

async function execute(program: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<number> {
  const child = spawn(path.join(root, "node_modules/.bin", program), args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    ...options,
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

async function vitest(args: readonly string[]): Promise<Tally> {
  return inTemporaryFolder(async (folder) => {
    const report = path.join(folder, "report.json");
    const code = await execute("vitest", ["run", ...args, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
    return tallyOf(report, "vitest", code);
  });
}

/** The contract suites on real servers, each file with its own. */
async function services(): Promise<Tally> {
  provideServerPrograms(process.env);
  return vitest(["--config", "scripts/testing/services.config.ts"]);
}

/** Every fault once, under load on real servers; the long form is a command of its own. */
async function faults(): Promise<Tally> {
  const child = spawn(process.execPath, ["scripts/faults/main.ts"], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0 ? ONE_PASSED : ONE_FAILED;
}

/** Whole platforms that are killed and brought back; each test starts its own. */
async function journeys(): Promise<Tally> {
  await buildConsole(root);
  return vitest(["--config", "scripts/testing/journeys.config.ts"]);
}

/** Clicks through a platform of its own. */
async function browser(): Promise<Tally> {
  if (globSync("e2e/**/*.spec.ts", { cwd: root }).length === 0) return ONE_FAILED;
  const chromium = provideChromium(process.env);
  return inTemporaryFolder(async (folder) => {
    const platform = await runPlatform({ home: path.join(folder, "home") });
    try {
      const report = path.join(folder, "report.json");
      const env = {
        ...process.env,
        CHROMIUM_PATH: chromium,
        DEMO_FILE: path.join(platform.home, "demo.json"),
        CONSOLE_URL: platform.demo.consoleUrl,
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      };
      const code = await execute("playwright", ["test", "--reporter=list,json"], { cwd: path.join(root, "e2e"), env });
      return tallyOf(report, "playwright", code);
    } finally {
      await platform.stop();
    }
  });
}

async function inTemporaryFolder(run: (folder: string) => Promise<Tally>): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-test-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function runStages(stages: readonly Stage[]): Promise<Tally> {
  let total: Tally = { passed: 0, failed: 0 };
  for (const stage of stages) {
    console.log(`\n── ${stage.name} ${"─".repeat(Math.max(0, 70 - stage.name.length))}`);
    const startedAt = performance.now();
    const tally = await stage.run().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      return ONE_FAILED;
    });
    total = add(total, tally);
    const verdict = tally.failed === 0 ? "✔" : "✘";
    console.log(
      `${verdict} ${stage.name}: ${tally.passed} passed, ${tally.failed} failed, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
    );
  }
  return total;
}
