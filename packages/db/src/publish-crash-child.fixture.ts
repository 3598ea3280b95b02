import { writeSync } from "node:fs";
import { connectApp } from "./connect.ts";
import { databaseSettings } from "./database-settings.ts";
import { publishEventSchema } from "./event-schemas.ts";

/** What publish-crash.test.ts kills: publishes one version after the other and prints each that was acknowledged. */
process.on("disconnect", () => process.exit());
const [url, masterKey, tenantId, eventType] = process.argv.slice(2) as [string, string, string, string];
const db = connectApp(databaseSettings(url, new Uint8Array(Buffer.from(masterKey, "hex"))), 1);

for (;;) {
  const name = `at_${process.hrtime.bigint()}`;
  const by = { actor: "user:u1", reason: name };
  const { version } = await publishEventSchema(db, tenantId, { eventType, fields: [{ name, type: "int", required: false }] }, by);
  writeSync(1, `${version} ${name}\n`);
}
