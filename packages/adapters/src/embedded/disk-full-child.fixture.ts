import { embeddedLog } from "./log.ts";

/** Appends until refused, twice, and says how many records were acknowledged and with what it was refused. */
const log = embeddedLog(process.argv[2] as string);
let acknowledged = 0;

async function appendUntilRefused(): Promise<string> {
  for (;;) {
    const batch = Array.from({ length: 20 }, () => ({ partition: 0, key: "k", value: Buffer.alloc(1000, 1), timestampMs: 0 }));
    try {
      acknowledged += (await log.append("events", batch)).length;
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  }
}

const refusal = await appendUntilRefused();
const refusedAgain = await appendUntilRefused();
process.stdout.write(JSON.stringify({ acknowledged, refusal, refusedAgain }));
process.exit(0);
