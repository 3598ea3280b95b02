import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { sessionFile } from "../sessions.ts";
import { expect, test } from "../watched-page.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// Half-way through a fade colours are not what they will be: motion is asked to be short, and what is left of it is waited for.
test.use({ contextOptions: { reducedMotion: "reduce" } });

async function expectAccessible(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html.slice(0, 160)) }))).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("the sign-in page, also with errors shown", async ({ page }) => {
      await page.goto("/sign-in");
      await expectAccessible(page);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByText("Enter your password.")).toBeVisible();
      await expectAccessible(page);
    });

    test.describe("signed in", () => {
      test.use({ storageState: sessionFile("sender") });

      test("the Live page, its palette, its picker and its menus", async ({ page }) => {
        await page.goto("/live");
        await expect(page.getByTestId("connection")).toHaveText("Live");
        await expect(page.getByRole("button", { name: /^More for / }).first()).toBeVisible();
        await expect(page.locator("path.recharts-area-curve").first()).toBeVisible();
        await expectAccessible(page);
        await page.getByRole("button", { name: "New", exact: true }).click();
        await expect(page.getByText("Nobody has met this person yet.")).toBeVisible();
        await page
          .getByRole("button", { name: /^Play / })
          .first()
          .click();
        await expect(page.getByTestId("sent-event")).toContainText("Acknowledged");
        await expectAccessible(page);
        await page.keyboard.press("Control+k");
        await expect(page.getByRole("option", { name: "New person" })).toBeVisible();
        await expectAccessible(page);
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: /^Person:/ }).click();
        await expect(page.getByLabel("By user id")).toBeVisible();
        await expectAccessible(page);
        await page.keyboard.press("Escape");
        await page
          .getByRole("button", { name: /^More for / })
          .first()
          .click();
        await expect(page.getByRole("menuitem", { name: "Purchase" })).toBeVisible();
        await expectAccessible(page);
      });
    });
  });
}

test.describe("narrow", () => {
  test.use({ viewport: { width: 390, height: 844 }, storageState: sessionFile("viewer") });

  test("the Live page fits a phone, as a viewer sees it", async ({ page }) => {
    await page.goto("/live");
    await expect(page.getByRole("button", { name: /^More for / }).first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expectAccessible(page);
  });
});
