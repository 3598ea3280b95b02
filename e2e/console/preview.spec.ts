import type { Page } from "@playwright/test";
import { sessionFile } from "../sessions.ts";
import { expect, test } from "../watched-page.ts";

const titles = (page: Page) =>
  page
    .getByRole("list", { name: "Recommendations" })
    .getByRole("button", { name: /^Play / })
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label") ?? ""));
const ready = (page: Page) => expect.poll(async () => (await titles(page)).length).toBeGreaterThan(0);

test.describe("somebody who may send events", () => {
  test.use({ storageState: sessionFile("sender") });

  test("picks an example person and sees who they are and what they would get", async ({ page }) => {
    await page.goto("/live");
    await ready(page);
    await page.getByRole("button", { name: /^Person:|^Choose a person/ }).click();
    const people = page.getByRole("list", { name: "Example people" }).getByRole("button");
    const chosen = people.nth(1);
    const label = ((await chosen.locator("span span").first().textContent()) ?? "").trim();
    await chosen.click();
    await expect(page).toHaveURL(/person=[\w-]{22}/);
    await expect(page.getByRole("button", { name: `Person: ${label}. Choose another` })).toBeVisible();
    await ready(page);
    await expect(page.getByTestId("person").getByRole("list", { name: "Consent" }).getByRole("listitem")).toHaveCount(4);
    const rows = page.getByRole("list", { name: "Recommendations" }).getByRole("listitem");
    await expect(rows.first()).toContainText(/score \d+\.\d{3}/);
  });

  test("meets a brand-new person whose first event changes the list, in milliseconds", async ({ page }) => {
    await page.goto("/live");
    await page.getByRole("button", { name: "New", exact: true }).click();
    await expect(page.getByText("Nobody has met this person yet.")).toBeVisible();
    await ready(page);
    const before = await titles(page);
    await page
      .getByRole("list", { name: "Recommendations" })
      .getByRole("button", { name: /^Play / })
      .nth(2)
      .click();
    const report = page.getByTestId("sent-event");
    await expect(report).toContainText(/Acknowledged in [\d.,]+ m?s, visible [\d.,]+ m?s later/);
    await expect(report).toContainText(/\d+ (new|up|down|gone)/);
    expect(await titles(page)).not.toEqual(before);
    await expect(page.getByTestId("person").getByRole("list", { name: "Events by type" })).toContainText(/play\s*1/);
  });

  test("finds person, placement and item again after a reload", async ({ page }) => {
    await page.goto("/live");
    await page.getByRole("button", { name: "Random", exact: true }).click();
    await expect(page).toHaveURL(/person=[\w-]{22}/);
    await ready(page);
    await page
      .getByRole("button", { name: /^More for / })
      .first()
      .click();
    await page.getByRole("menuitem", { name: "Show similar items" }).click();
    await expect(page).toHaveURL(/item=/);
    await ready(page);
    const url = page.url();
    const person = await page.getByRole("button", { name: /^Person:/ }).getAttribute("aria-label");
    await page.reload();
    await ready(page);
    expect(page.url()).toBe(url);
    await expect(page.getByRole("button", { name: person ?? "" })).toBeVisible();
    await expect(page.getByRole("combobox", { name: "Placement" })).toContainText("Similar items");
  });

  test("types an id, which never reaches the address", async ({ page }) => {
    await page.goto("/live");
    await page.getByRole("button", { name: /^Person:|^Choose a person/ }).click();
    await page.getByLabel("By user id").fill("someone@example.com");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page).toHaveURL(/person=[\w-]{22}/);
    expect(page.url()).not.toContain("someone");
    await ready(page);
  });

  test("gets there with the keyboard alone", async ({ page }) => {
    await page.goto("/live");
    await ready(page);
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Type a command or search…").pressSequentially("new person");
    await page.keyboard.press("Enter");
    await expect(page.getByText("Nobody has met this person yet.")).toBeVisible();
    await ready(page);
    await page
      .getByRole("list", { name: "Recommendations" })
      .getByRole("button", { name: /^More for / })
      .first()
      .focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menuitem", { name: "View" })).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(page.getByTestId("sent-event")).toContainText("Like");
    await expect(page.getByTestId("sent-event")).toContainText("Acknowledged in");
  });

  test("switches the theme from the palette", async ({ page }) => {
    await page.goto("/live");
    await page.getByRole("button", { name: "Search or jump to" }).click();
    await page.getByRole("option", { name: "Theme: dark" }).click();
    await expect(page.locator("html")).toHaveClass(/dark/);
  });
});

test.describe("a viewer", () => {
  test.use({ storageState: sessionFile("viewer"), expectedFaults: [/403.*\/api\/trpc\/preview\.send|\/api\/trpc\/preview\.send.*403/] });

  test("sees the list but may not send events, in the page or past it", async ({ page }) => {
    await page.goto("/live");
    await ready(page);
    await expect(page.getByText(/You can look; sending events/)).toBeVisible();
    await expect(
      page
        .getByRole("list", { name: "Recommendations" })
        .getByRole("button", { name: /^Play / })
        .first(),
    ).toBeDisabled();
    await page
      .getByRole("button", { name: /^More for / })
      .first()
      .click();
    await expect(page.getByRole("menuitem", { name: "Purchase" })).toBeDisabled();
    const status = await page.evaluate(async () => {
      const input = { subject: "a".repeat(22), placement: "home", count: 10, type: "view", eventItemId: "x" };
      const response = await fetch("/api/trpc/preview.send", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ json: input }),
      });
      return response.status;
    });
    expect(status).toBe(403);
  });
});
