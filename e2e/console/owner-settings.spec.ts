import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { readDemo } from "../demo.ts";
import { ACTORS, sessionFile, signIn } from "../sessions.ts";
import { expect, test } from "../watched-page.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Of this run: the platform may have seen another one. */
const RUN = Date.now().toString(36);

test.use({ storageState: sessionFile("owner"), contextOptions: { reducedMotion: "reduce" } });

async function expectAccessible(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).exclude("[data-sonner-toaster]").analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html.slice(0, 160)) }))).toEqual([]);
}

const switcher = (page: Page) => page.getByRole("button", { name: /Switch tenant/ });

async function switchTo(page: Page, name: string): Promise<void> {
  await switcher(page).click();
  await page.getByRole("menuitemradio", { name }).click();
  await expect(switcher(page)).toHaveAccessibleName(`Tenant: ${name}. Switch tenant`);
}

test("the switcher shows another tenant's data, with the keyboard alone, and only what the role there allows", async ({ page }) => {
  await page.goto("/members");
  await expect(page.getByRole("row", { name: /Olivia Owner/ })).toBeVisible();
  await switcher(page).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitemradio", { name: /Tempo Music.*Owner/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("menuitemradio", { name: /Book shop.*Viewer/ }).focus();
  await page.keyboard.press("Enter");
  await expect(switcher(page)).toHaveAccessibleName(/Book shop/);
  await expect(page.getByRole("button", { name: /^Person: Agnes, crime by the dozen/ })).toBeVisible();
  await expect(page.getByRole("link", { name: "Members" })).toHaveCount(0);
  await page.goto("/members");
  await expect(page.getByText("This page is not for your role")).toBeVisible();
  await switchTo(page, "Tempo Music");
});

test("an owner invites somebody, changes their role and removes them, and the log says who, why and what", async ({ page, browser }) => {
  const email = `new-${RUN}@tempo.example`;
  const name = `Nadia ${RUN}`;
  await page.goto("/members");
  await page.getByRole("button", { name: "Add member" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Name (for a new account)").fill(name);
  await page.getByRole("radio", { name: "Admin" }).click();
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Add member" }).click();
  const handover = page.getByRole("alertdialog", { name: "Hand over this password" });
  const password = (await handover.locator("code").textContent()) ?? "";
  expect(password).toMatch(/^\w{14}$/);
  await expectAccessible(page);
  await handover.getByRole("button", { name: "I have handed it over" }).click();
  const row = page.getByRole("row", { name });
  await expect(row).toContainText("Admin");

  // They sign in elsewhere; what they may do follows their role with the next request.
  const theirs = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const them = await theirs.newPage();
  await signIn(them, { email, password, role: "admin" });
  await them.goto("/members");
  await expect(them.getByRole("button", { name: "Add member" })).toBeEnabled();
  await expect(them.getByRole("button", { name: "Remove Olivia Owner" })).toBeDisabled();
  await expect(them.getByRole("group", { name: "Only an owner can change or remove an owner." }).first()).toBeVisible();

  await row.getByRole("button", { name: /Change the role/ }).click();
  await page.getByRole("radio", { name: "Viewer" }).click();
  await page.getByLabel("Reason").fill(`She only looks (${RUN})`);
  await page.getByRole("dialog").getByRole("button", { name: "Change role" }).click();
  await expect(row).toContainText("Viewer");
  await them.reload();
  await expect(them.getByText("This page is not for your role")).toBeVisible();

  await row.getByRole("button", { name: /Remove/ }).click();
  await expect(page.getByRole("alertdialog").getByRole("button", { name: "Remove" })).toBeDisabled();
  await page.getByLabel("Reason").fill(`Her project is over (${RUN})`);
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  // While the dialog is open, what is behind it is hidden from everybody, the row among it.
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(row).toHaveCount(0);
  await them.reload();
  await expect(them.getByText("You are not a member of any tenant")).toBeVisible();
  await theirs.close();

  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByRole("searchbox", { name: "Search" }).fill(RUN);
  await page.keyboard.press("Enter");
  const entries = page.getByRole("list", { name: "Entries, newest first" }).getByRole("listitem");
  await expect(entries.filter({ hasText: "Member removed" })).toContainText(`Her project is over (${RUN})`);
  const changed = entries.filter({ hasText: "Member role changed" });
  for (const text of [name, "by Olivia Owner", `She only looks (${RUN})`, "was admin", "is now viewer"])
    await expect(changed).toContainText(text);
  await expect(page).toHaveURL(new RegExp(`q=${RUN}`));
  await expectAccessible(page);
});

test.describe("what is refused", () => {
  test.use({ expectedFaults: [/409.*members\.|members\..*409/] });

  test("a page that shows one tenant does not act on another that a second tab switched to", async ({ page, context }) => {
    await page.goto("/members");
    await expect(page.getByRole("row", { name: /Olivia Owner/ })).toBeVisible();
    const second = await context.newPage();
    await second.goto("/live");
    await switchTo(second, "Book shop");
    const answer = page.waitForResponse((response) => response.url().includes("members.add"));
    await page.getByRole("button", { name: "Add member" }).click();
    await page.getByLabel("E-mail").fill("nobody@nowhere.example");
    await page.getByRole("dialog").getByRole("button", { name: "Add member" }).click();
    expect((await answer).status()).toBe(409);
    await expect(page.getByText(/This page shows another tenant than Book shop/)).toBeVisible();
    await switchTo(second, "Tempo Music");
  });

  test("a tenant keeps an owner", async ({ page }) => {
    await page.goto("/members");
    await page.getByRole("button", { name: "Remove Olivia Owner" }).click();
    await page.getByLabel("Reason").fill("Trying to leave");
    const refused = page.waitForResponse((response) => response.url().includes("members.remove"));
    await page.getByRole("button", { name: "Leave" }).click();
    expect((await refused).status()).toBe(409);
    await expect(page.getByText("A tenant needs an owner: make somebody else owner first.")).toBeVisible();
  });
});

test("an owner creates a tenant and is in it at once; its log begins with that", async ({ page }) => {
  await page.goto("/live");
  await switcher(page).click();
  await page.getByRole("menuitem", { name: "Create tenant" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a tenant" });
  await dialog.getByLabel("Name").fill(`Café ${RUN}`);
  await expect(dialog.getByLabel("Slug")).toHaveValue(`cafe-${RUN}`);
  await dialog.getByLabel("Slug").fill("Not a slug");
  await dialog.getByRole("button", { name: "Create tenant" }).click();
  await expect(dialog.getByText(/Lower-case letters/)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel("Slug").fill(`cafe-${RUN}`);
  await dialog.getByRole("button", { name: "Create tenant" }).click();
  await expect(switcher(page)).toHaveAccessibleName(new RegExp(`Café ${RUN}`));
  await page.goto("/audit");
  const entries = page.getByRole("list", { name: "Entries, newest first" }).getByRole("listitem");
  await expect(entries.filter({ hasText: "Tenant created" })).toContainText("by Olivia Owner");
  await expect(entries.filter({ hasText: "Member added" })).toContainText("Olivia Owner");
  await page.goto("/tenants");
  await expect(page.getByRole("row", { name: new RegExp(`Café ${RUN}.*Owner`) })).toContainText("You are here");
  await page.getByRole("button", { name: "Switch to Tempo Music" }).click();
  await expect(switcher(page)).toHaveAccessibleName(/Tempo Music/);
});

test("the log is filtered by the URL, says when nothing matches, and a copy of it is noted in it", async ({ page }) => {
  await page.goto("/audit?action=api_key.&from=2000-01-01");
  const entries = page.getByRole("list", { name: "Entries, newest first" }).getByRole("listitem");
  await expect(entries.first()).toContainText("API key");
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page).toHaveURL(/\/audit$/);
  await page.goto("/audit?q=nothing-has-ever-been-called-this");
  await expect(page.getByText("No entry matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect(entries.first()).toBeVisible();

  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /As CSV/ }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("audit-log.csv");
  await expect(entries.first()).toContainText("Audit log exported");
  await expect(entries.first()).toContainText("by Olivia Owner");
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 390, height: 844 } });

    test("the pages fit a phone and are accessible", async ({ page }) => {
      for (const path of ["/members", "/tenants", "/audit"]) {
        await page.goto(path);
        await expect(page.getByRole("row").or(page.getByRole("listitem")).nth(1)).toBeVisible();
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
        await expectAccessible(page);
      }
    });
  });
}

test.describe("guessing passwords", () => {
  test.use({
    storageState: { cookies: [], origins: [] },
    expectedFaults: [/401.*\/api\/auth\/callback\/credentials|\/api\/auth\/callback\/credentials.*401/],
  });

  test("is slowed down after five attempts, for the right one too", async ({ page }) => {
    const [victim] = readDemo().users.filter(({ email }) => email === "viewer@folio.example");
    if (victim === undefined) throw new Error("The demo has a viewer of the book shop.");
    await page.goto("/sign-in");
    for (let attempt = 0; attempt < 5; attempt++) {
      await page.getByLabel("E-mail").fill(victim.email);
      await page.getByLabel("Password").fill(`guess ${attempt}`);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByText("The e-mail or the password is not right.")).toBeVisible();
    }
    await page.getByLabel("Password").fill(victim.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("There were too many attempts. Wait a minute and try again.")).toBeVisible();
    // Others are not kept waiting.
    await signIn(page, ACTORS.viewer());
  });
});
