import { writeSync } from "node:fs";
import { connectApp } from "@attune/db/connect";
import { databaseSettings } from "@attune/db/database-settings";
import { listPromotions, promoteModelVersion, rollbackPlacement } from "@attune/db/placement-promotions";
import { listPlacements } from "@attune/db/placements";

/**
 * What promotion.test.ts kills: promotes and rolls back the placement `home` for ever, every third move a rollback, and prints the id of each move that was
 * acknowledged. Arguments: database url, master key in hexadecimal, tenant, two versions.
 */
process.on("disconnect", () => process.exit());
const [url, masterKey, tenantId, ...versions] = process.argv.slice(2) as [string, string, string, ...string[]];
const db = connectApp(databaseSettings(url, Buffer.from(masterKey, "hex")), 1);

for (let n = 0; ; n++) {
  const live = (await listPlacements(db, tenantId)).find(({ key }) => key === "home")?.model.id ?? "";
  const by = { actor: "system:child", reason: `move ${n}` };
  const pointer = { placementKey: "home", expectedModelVersionId: live };
  const back = n % 3 === 2 && (await listPromotions(db, tenantId, "home", 1)).length > 0;
  const next = versions.find((id) => id !== live) ?? "";
  const move = back
    ? await rollbackPlacement(db, tenantId, pointer, by)
    : await promoteModelVersion(db, tenantId, { ...pointer, modelVersionId: next }, by);
  writeSync(1, `${move.id}\n`);
}
