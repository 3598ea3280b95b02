// `npm run check`: the fast half of `npm test`, without a running platform.
import { runStages, STAGES } from "./testing/stages.ts";

const { passed, failed } = await runStages(STAGES.filter(({ fast }) => fast));
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
