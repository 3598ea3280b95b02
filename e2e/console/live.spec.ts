import { sessionFile } from "../sessions.ts";
import { startTraffic } from "../traffic.ts";
import { expect, test } from "../watched-page.ts";

test.use({ storageState: sessionFile("sender") });

test("tiles and charts follow the traffic, second by second", async ({ page }) => {
  const stop = startTraffic();
  await page.goto("/live");
  await expect(page.getByTestId("connection")).toHaveText("Live");
  const events = page.getByTestId("kpi-events").getByTestId("kpi-value");
  await expect.poll(async () => Number.parseFloat(((await events.textContent()) ?? "").replaceAll(",", ""))).toBeGreaterThan(0);
  const before = await events.textContent();
  await expect.poll(() => events.textContent()).not.toBe(before);
  const line = page.getByTestId("chart-throughput").locator("path.recharts-area-curve").first();
  const shape = await line.getAttribute("d");
  await expect.poll(() => line.getAttribute("d")).not.toBe(shape);
  await expect(page.getByTestId("chart-throughput").getByText(/Events accepted/)).toBeVisible();
  await stop();
});

test("pause holds the picture and resume catches up", async ({ page }) => {
  await page.goto("/live");
  await expect(page.getByTestId("connection")).toHaveText("Live");
  const updated = page.getByTestId("updated");
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByTestId("connection")).toHaveText("Paused");
  const held = await updated.textContent();
  const shape = await page.getByTestId("chart-throughput").locator("path.recharts-area-curve").first().getAttribute("d");
  // Three live points pass in the meantime; nothing may show it.
  await page.waitForTimeout(3_000);
  expect(await updated.textContent()).toBe(held);
  expect(await page.getByTestId("chart-throughput").locator("path.recharts-area-curve").first().getAttribute("d")).toBe(shape);
  await page.getByRole("button", { name: "Resume" }).click();
  await expect.poll(() => updated.textContent()).not.toBe(held?.replace("Paused at", "Updated"));
  await expect(page.getByTestId("connection")).toHaveText("Live");
});

test("two windows of one tenant show the same second", async ({ page, context }) => {
  await page.goto("/live");
  const other = await context.newPage();
  await other.goto("/live");
  await expect(page.getByTestId("connection")).toHaveText("Live");
  await expect(other.getByTestId("connection")).toHaveText("Live");
  await expect
    .poll(async () => {
      const [mine, theirs] = await Promise.all([page.getByTestId("updated").textContent(), other.getByTestId("updated").textContent()]);
      return mine !== "" && mine === theirs;
    })
    .toBe(true);
});
