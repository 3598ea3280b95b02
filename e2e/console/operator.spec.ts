import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { readDemo } from "../demo.ts";
import { sessionFile } from "../sessions.ts";
import { startTraffic } from "../traffic.ts";
import { expect, test } from "../watched-page.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const HOPS = ["api", "log", "impressions", "worker", "state store", "standing store", "vector index"];

test.use({ contextOptions: { reducedMotion: "reduce" } });

async function expectAccessible(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html.slice(0, 160)) }))).toEqual([]);
}

const count = async (page: Page, testId: string, row: string, column: number): Promise<number> => {
  const text = await page
    .getByTestId(testId)
    .getByRole("row", { name: new RegExp(row) })
    .getByRole("cell")
    .nth(column)
    .textContent();
  return Number.parseFloat((text ?? "").replaceAll(",", ""));
};

test.describe("the operator", () => {
  test.use({ storageState: sessionFile("operator") });

  test("sees every hop with its budget and queue, second by second, and pauses the picture", async ({ page }) => {
    const stop = startTraffic();
    await page.goto("/live");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Operator" }).click();
    await expect(page).toHaveTitle("Operator · Attune");
    await expect(page.getByTestId("connection")).toHaveText("Live");
    for (const hop of HOPS) await expect(page.getByTestId("hops").getByRole("row", { name: new RegExp(hop, "i") })).toBeVisible();
    await expect(page.getByTestId("verdict")).toContainText(/slowest hop now|nothing is slow now/i);
    await expect.poll(() => count(page, "hops", "appends, until", 5)).toBeGreaterThan(0);
    await expect.poll(() => count(page, "tenant-rates", readDemo().tenant.slug, 1)).toBeGreaterThan(0);
    for (const process of ["api", "stream-worker", "web", "postgres"]) {
      await expect(page.getByTestId("processes").getByRole("row", { name: new RegExp(`^${process} serves`) })).toBeVisible();
    }
    await expect(page.getByTestId("lanes").getByRole("row", { name: /^users/ })).toBeVisible();

    const updated = page.getByTestId("updated");
    const before = await updated.textContent();
    await expect.poll(() => updated.textContent()).not.toBe(before);
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByTestId("connection")).toHaveText("Paused");
    const held = await page.getByTestId("hops").textContent();
    // Three seconds are answered in the meantime; nothing may show it.
    await page.waitForTimeout(3_000);
    expect(await page.getByTestId("hops").textContent()).toBe(held);
    await page.getByRole("button", { name: "Resume" }).click();
    await expect.poll(() => page.getByTestId("hops").textContent()).not.toBe(held);
    await stop();
  });

  test("sees the usage of every tenant and its total, by day, opens one, and downloads it", async ({ page }) => {
    await page.goto("/usage");
    const tenants = page.getByTestId("usage-by-tenant");
    const [shop, books] = ["Tempo Music", "Book shop"];
    await expect(tenants.getByRole("row", { name: new RegExp(books) })).toBeVisible();
    await expect.poll(() => count(page, "usage-by-tenant", shop, 1)).toBeGreaterThan(0);
    const sum = async () => (await count(page, "usage-by-tenant", shop, 1)) + (await count(page, "usage-by-tenant", books, 1));
    const total = async () =>
      Number.parseFloat(((await page.getByTestId("usage-total").locator("dd").first().textContent()) ?? "").replaceAll(",", ""));
    await expect.poll(async () => (await total()) - (await sum())).toBe(0);
    await expect(page.getByTestId("usage-by-day").getByRole("row")).toHaveCount(31);

    await page.getByRole("button", { name: "7 days" }).click();
    await expect(page).toHaveURL(/days=7/);
    await expect(page.getByTestId("usage-by-day").getByRole("row")).toHaveCount(8);
    await tenants.getByRole("button", { name: books }).click();
    await expect(page).toHaveURL(/tenant=folio/);
    await expect(page.getByTestId("usage-by-day")).toContainText(books);
    await page.goBack();
    await expect(page.getByTestId("usage-by-day")).toContainText("every tenant together");

    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    const lines = (await readFile(await (await download).path(), "utf8")).trim().split("\r\n");
    expect(lines[0]).toMatch(/^day,tenant,events,recommendations,/);
    expect(lines.filter((line) => line.includes(",tempo,"))).toHaveLength(7);
    expect(lines.filter((line) => line.includes(",folio,"))).toHaveLength(7);

    await page.goto("/usage?from=2026-02-01&to=2026-01-01");
    await expect(page.getByText("The last day must not be before the first.")).toBeVisible();
    await page.goto("/usage?from=2026-01-01&to=2026-01-31");
    await expect(page.getByTestId("usage-by-day").getByRole("row")).toHaveCount(32);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(colorScheme, () => {
      test.use({ colorScheme });
      test("both pages keep the rules of accessibility", async ({ page }) => {
        await page.goto("/operator");
        await expect(page.getByTestId("connection")).toHaveText("Live");
        await page.getByRole("button", { name: "Pause" }).click();
        await expectAccessible(page);
        await page.goto("/usage");
        await expect(page.getByTestId("usage-by-day").getByRole("row").nth(1)).toBeVisible();
        await expectAccessible(page);
      });
    });
  }

  test("both pages fit a phone", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto("/operator");
    await expect(page.getByTestId("hops")).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.goto("/usage");
    await expect(page.getByTestId("usage-by-day")).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});

test.describe("an owner", () => {
  test.use({ storageState: sessionFile("owner") });

  test("sees the usage of their tenant alone, and not the platform", async ({ page }) => {
    await page.goto("/usage");
    await expect(page.getByTestId("usage-by-day").getByRole("row").nth(1)).toBeVisible();
    await expect(page.getByTestId("usage-by-tenant")).toHaveCount(0);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    expect(await readFile(await (await download).path(), "utf8")).not.toContain("folio");
    await expect(page.getByRole("link", { name: "Operator" })).toHaveCount(0);
    await page.goto("/operator");
    await expect(page.getByText("This page is not for your role")).toBeVisible();
  });
});

test.describe("a viewer", () => {
  test.use({ storageState: sessionFile("viewer") });

  test("is told who sees usage", async ({ page }) => {
    await page.goto("/usage");
    await expect(page.getByText(/needs one of these roles: Owner, Admin, Platform operator/)).toBeVisible();
  });
});
