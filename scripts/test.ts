// `npm test`: everything, on a machine that has nothing yet. `--only <stage>` runs one.
import { parseArgs } from "node:util";
import { runStages, STAGES } from "./testing/stages.ts";

const { values } = parseArgs({ options: { only: { type: "string" } } });
const chosen = STAGES.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) {
  console.error(`There is no stage "${values.only}". Stages: ${STAGES.map(({ name }) => name).join(", ")}.`);
  process.exit(1);
}
const startedAt = performance.now();
const { passed, failed } = await runStages(chosen);
console.log(`\nAll stages took ${((performance.now() - startedAt) / 60_000).toFixed(1)} min.`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
