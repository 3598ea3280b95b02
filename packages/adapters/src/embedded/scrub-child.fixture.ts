import { writeSync } from "node:fs";
import { endWithParent } from "./child-process.fixture.ts";
import { openEnvironment } from "./open-environment.ts";
import { removeCleared } from "./remove-cleared.ts";
import { scrubEnvironment } from "./scrub-environment.ts";
import { transact } from "./transact.ts";

/** What scrub-environment.test.ts kills: writes 2,000 people, deletes every 50th, says so, and scrubs for ever. */
endWithParent();
const [folder] = process.argv.slice(2) as [string];
const db = openEnvironment(folder, "once durable");
const nameOf = (n: number) => `somebody-${String(n).padStart(6, "0")}!`;
for (let from = 0; from < 2_000; from += 100)
  await transact(db, () => {
    for (let n = from; n < from + 100; n++) void db.put(Buffer.from(`k${nameOf(n)}`), Buffer.from(nameOf(n).padEnd(250)));
  });
const names = Array.from({ length: 40 }, (_, i) => nameOf(i * 50));
await transact(db, () => {
  for (const name of names) removeCleared(db, Buffer.from(`k${name}`));
});
writeSync(1, "scrubbing\n");
for (;;)
  await scrubEnvironment(
    db,
    folder,
    names.map((name) => Buffer.from(name)),
  );
