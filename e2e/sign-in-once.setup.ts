import { ACTORS, type Actor, sessionFile, signIn } from "./sessions.ts";
import { test } from "./watched-page.ts";

for (const actor of Object.keys(ACTORS) as Actor[]) {
  test(`${actor} signs in`, async ({ page }) => {
    await signIn(page, ACTORS[actor]());
    await page.context().storageState({ path: sessionFile(actor) });
  });
}
