// `npm run doctor`: what is missing on this machine, and the command that mends it. Exit code 1 when something required is missing.
import path from "node:path";
import { examine } from "./platform/examine.ts";
import { sentenceOf } from "./platform/failure.ts";
import { homeAt } from "./platform/home.ts";
import { readSettings } from "./platform/settings.ts";

try {
  const settings = readSettings(process.env, path.join(import.meta.dirname, ".."));
  const findings = await examine(settings, homeAt(settings.ATTUNE_HOME));
  for (const { what, found, problem } of findings) {
    const mark = problem === undefined ? "✔" : problem.required ? "✘" : "!";
    console.log(`  ${mark} ${what.padEnd(12)} ${found}`);
    if (problem !== undefined) console.log(`    ${"".padEnd(12)} → ${problem.mend}`);
  }
  const missing = findings.filter(({ problem }) => problem?.required === true);
  console.log(missing.length === 0 ? "\n  Ready: npm start\n" : `\n  ${missing.length} to mend before npm start.\n`);
  process.exit(missing.length === 0 ? 0 : 1);
} catch (error) {
  console.error(`\n${sentenceOf(error, "The examination")}\n`);
  process.exit(1);
}
