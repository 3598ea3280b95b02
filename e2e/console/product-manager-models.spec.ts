import { randomUUID } from "node:crypto";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { readDemo } from "../demo.ts";
import { sessionFile } from "../sessions.ts";
import { expect, test } from "../watched-page.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

test.use({ contextOptions: { reducedMotion: "reduce" } });

/** A recommendation of the public api, as a shop would ask for it. */
async function recommend(userId: string): Promise<{ readonly model: { readonly id: string; readonly name: string } }> {
  const { apiUrl, keys } = readDemo();
  const response = await fetch(`${apiUrl}/v1/recommendations`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.secret}`, "content-type": "application/json" },
    body: JSON.stringify({ userId, placement: "home", count: 10 }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Awaited<ReturnType<typeof recommend>>;
}

async function expectAccessible(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html.slice(0, 160)) }))).toEqual([]);
}

/** Slides to the lowest or the highest value, by keyboard. */
async function slide(page: Page, label: string, key: "Home" | "End"): Promise<void> {
  await page.getByRole("slider", { name: label, exact: true }).focus();
  await page.keyboard.press(key);
}

test.describe("a product manager", () => {
  test.use({ storageState: sessionFile("product_manager") });

  test("drafts other weights, compares, sees what would change, stores, promotes and rolls back", async ({ page }) => {
    test.slow();
    const name = `Popular with everybody ${randomUUID().slice(0, 8)}`;
    for (let i = 0; i < 12; i++) await recommend(`journey-asks-${i}`);
    await page.goto("/models?placement=home");
    const placements = page.getByRole("table", { name: "Placements and the model version each serves" });
    const home = placements.getByRole("row", { name: /For you/ });
    await expect(home).toContainText(/of the last \d+/);
    const before = await recommend("journey-asks-0");
    await expect(home).toContainText(before.model.id);
    await expectAccessible(page);

    // Somebody known, under a draft that leaves the person out of it.
    await page.getByRole("button", { name: /^Person:|^Choose a person/ }).click();
    await page.getByRole("list", { name: "Example people" }).getByRole("button").nth(1).click();
    await page.getByRole("button", { name: /^Begin a draft from/ }).click();
    await expect(page.getByRole("list", { name: "Left list" }).getByRole("listitem")).toHaveCount(10);
    for (const label of ["Liked together", "What comes next", "Close to their taste", "Trending"]) await slide(page, label, "Home");
    await slide(page, "Popular", "End");
    await slide(page, "Diversity", "Home");
    await page.getByRole("radio", { name: "Weights only" }).click();
    await expect(page).toHaveURL(/draft=popularity(%3A|:)2/);
    await expect(page.getByTestId("moves")).toContainText(/\d+ (new|up|down)/);
    await expect(page.getByRole("list", { name: "Right list" }).getByRole("listitem")).toHaveCount(10);
    await expect(page.getByRole("list", { name: "Right list" })).toContainText(/new|up/);
    await expect(page.getByRole("list", { name: "Left list" })).toContainText("gone");

    // The link shares the comparison.
    const url = page.url();
    await page.reload();
    expect(page.url()).toBe(url);
    await expect(page.getByTestId("moves")).toContainText(/new|up|down/);
    await expect(page.getByRole("slider", { name: "Liked together", exact: true })).toHaveValue("0");

    await page.getByRole("button", { name: "Look at recent requests" }).click();
    const impact = page.getByTestId("impact");
    await expect(impact).toContainText(/[1-9]\d* requests?, the oldest/);
    await expect(impact.getByText("lists that differ")).toBeVisible();
    await expect(impact.getByRole("heading", { name: "Gained most often" })).toBeVisible();
    await expectAccessible(page);

    await page.getByRole("button", { name: "Save as version…" }).click();
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Reason (optional)").fill("to see what popularity alone would do");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Save version" }).click();
    const versions = page.getByRole("table", { name: "Model versions" });
    await expect(versions.getByRole("row", { name: new RegExp(name) })).toContainText("Ready");
    await expect(page).toHaveURL(/right=m[a-z2-7]{8}/);
    await expect(page).not.toHaveURL(/draft=/);

    // Promote: the impact is shown before it is asked why.
    await page.getByRole("button", { name: `Promote ${name}…` }).click();
    await expect(page.getByTestId("impact-sentence")).toContainText(/Of the last [1-9]\d* requests?/);
    await page.getByLabel("Reason").fill("a trial of popularity");
    await expectAccessible(page);
    await page.getByRole("alertdialog").getByRole("button", { name: "Promote" }).click();
    await expect(home).toContainText(name);
    await expect.poll(async () => (await recommend("journey-asks-0")).model.name, { timeout: 2_000 }).toBe(name);
    await expect(versions.getByRole("row", { name: new RegExp(name) })).toContainText("Live");

    // And back, with one click and a reason.
    await page.getByRole("button", { name: "Roll back For you" }).click();
    await page.getByLabel("Reason").fill("the trial is over");
    await page.getByRole("alertdialog").getByRole("button", { name: "Roll back" }).click();
    await expect(home).toContainText(before.model.id);
    await expect.poll(async () => (await recommend("journey-asks-0")).model.id, { timeout: 2_000 }).toBe(before.model.id);
    await expect(versions.getByRole("row", { name: new RegExp(name) })).toContainText("Retired");

    await page.getByRole("button", { name: "History of For you" }).click();
    const history = page.getByRole("list", { name: "Promotions" }).getByRole("listitem");
    await expect(history.nth(0)).toContainText("the trial is over");
    await expect(history.nth(1)).toContainText("a trial of popularity");
    await expectAccessible(page);
  });
});

test.describe("a viewer", () => {
  test.use({ storageState: sessionFile("viewer"), expectedFaults: [/403.*models\.promote|models\.promote.*403|status of 403/] });

  test("compares, but changes nothing, in the page or past it", async ({ page }) => {
    await page.goto("/models?placement=home");
    await expect(page.getByRole("button", { name: "Roll back For you" })).toBeDisabled();
    await expect(page.getByRole("group", { name: /Only these roles change models/ }).first()).toBeVisible();
    await page.getByRole("button", { name: /^Begin a draft from/ }).click();
    await expect(page.getByRole("button", { name: "Save as version…" })).toBeDisabled();
    await expect(page.getByRole("list", { name: "Right list" }).getByRole("listitem")).toHaveCount(10);
    const status = await page.evaluate(async () => {
      const json = { placementKey: "home", modelVersionId: "m1", expectedModelVersionId: "m2", reason: "none" };
      const headers = { "content-type": "application/json" };
      return (await fetch("/api/trpc/models.promote", { method: "POST", headers, body: JSON.stringify({ json }) })).status;
    });
    expect(status).toBe(403);
  });
});

test.describe("on a phone, in the dark", () => {
  test.use({ storageState: sessionFile("viewer"), viewport: { width: 390, height: 844 }, colorScheme: "dark" });

  test("a shared draft fits", async ({ page }) => {
    await page.goto("/models?placement=home&draft=covisitation%3A0.4%2Ctransitions%3A1.2%3B150%3Bftrl%3B0.3%3B0.05");
    await expect(page.getByTestId("moves")).toBeVisible();
    await page.getByRole("button", { name: "Look at recent requests" }).click();
    await expect(page.getByTestId("impact").or(page.getByText("No requests to look at yet"))).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expectAccessible(page);
  });
});

test.describe("somebody else's page", () => {
  test.use({ storageState: sessionFile("compliance_officer") });

  test("says who it is for", async ({ page }) => {
    await page.goto("/models");
    await expect(page.getByText("This page is not for your role")).toBeVisible();
  });
});
