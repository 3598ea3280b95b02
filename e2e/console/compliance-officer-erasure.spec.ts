import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { readDemo } from "../demo.ts";
import { sessionFile } from "../sessions.ts";
import { expect, test } from "../watched-page.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const ROOT = path.join(import.meta.dirname, "../..");

test.use({ storageState: sessionFile("compliance_officer"), contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ mode: "serial" });

async function api(route: string, body: object): Promise<Record<string, unknown>> {
  const { apiUrl, keys } = readDemo();
  const response = await fetch(`${apiUrl}${route}`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.secret}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.ok, `${route} answered ${response.status}`).toBe(true);
  return (await response.json()) as Record<string, unknown>;
}

const recommend = (userId: string) => api("/v1/recommendations", { userId, placement: "home" });
const event = (userId: string) => ({ eventId: `${userId}-${Math.random()}`, type: "view", userId, itemId: "journey-item-1" });

async function accessible(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html.slice(0, 160)) }))).toEqual([]);
}

async function requestErasure(page: Page, userId: string): Promise<void> {
  await page.goto("/privacy");
  await page.getByRole("button", { name: "New erasure" }).click();
  await page.getByLabel("Person").fill(userId);
  await page.getByRole("button", { name: "Show what is known" }).click();
}

test("a compliance officer asks for an erasure, an owner approves it, and a certificate proves it", async ({ page, browser }) => {
  test.setTimeout(240_000);
  const userId = `journey-erasure-${Date.now()}-${Math.floor(Math.random() * 1e6)}`;
  await api("/v1/users", { users: [{ userId, attributes: { country: "GB", age: 31 } }] });
  for (let n = 0; n < 12; n++) await api("/v1/events", event(userId));
  await expect.poll(async () => (await recommend(userId))["personalized"]).toBe(true);

  await requestErasure(page, userId);
  const dialog = page.getByRole("dialog", { name: "New erasure" });
  await expect(dialog.getByText("Behaviour", { exact: true })).toBeVisible();
  await accessible(page);
  await dialog.getByRole("button", { name: "Request erasure" }).click();
  await page.waitForURL(/\/privacy\/dsr_/);
  expect(page.url()).not.toContain(userId);
  await expect(page.getByText("Identity to verify")).toBeVisible();
  await accessible(page);

  await page.getByRole("button", { name: "Confirm identity" }).click();
  await page.getByLabel("How it was verified").fill("Signed in to their account and confirmed by e-mail");
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  await expect(page.getByText("Waiting for approval")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve erasure" })).toBeDisabled();
  await expect(page.getByRole("group", { name: /You asked for it/ })).toBeVisible();

  const context = await browser.newContext({ storageState: sessionFile("owner"), reducedMotion: "reduce" });
  const owner = await context.newPage();
  await owner.goto(new URL(page.url()).pathname);
  await owner.getByRole("button", { name: "Approve erasure" }).click();
  await owner.getByLabel("Reason").fill("Checked with the account team");
  await owner.getByRole("alertdialog").getByRole("button", { name: "Erase", exact: true }).click();
  await expect(owner.getByRole("alertdialog")).toBeHidden();
  await context.close();

  await expect(page.getByRole("button", { name: "Download" })).toBeVisible({ timeout: 150_000 });
  const receipts = page.getByRole("table", { name: "Receipts by store" });
  for (const store of ["Event log", "Person state", "Postgres files"])
    await expect(receipts.getByRole("row", { name: new RegExp(`^${store}`) })).toContainText("0, control seen");
  await expect(receipts.getByRole("row", { name: /^Standings/ })).toContainText("0, control seen");
  await accessible(page);

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
  const file = await download.path();
  expect(readFileSync(file, "utf8")).not.toContain(userId);
  const verify = () => spawnSync(process.execPath, [path.join(ROOT, "scripts/verify-certificate.ts"), file], { encoding: "utf8" });
  expect(verify().stdout).toContain("Not a byte was changed");
  writeFileSync(file, readFileSync(file, "utf8").replace(/"residue": 0/, '"residue": 1'));
  expect(verify().status).toBe(1);

  const stranger = await recommend(`never-seen-${Date.now()}`);
  const erased = await recommend(userId);
  for (const field of ["personalized", "fallback", "degraded", "degradedReasons"]) expect(erased[field]).toEqual(stranger[field]);
  expect(await api("/v1/events", event(userId))).toMatchObject({ accepted: 0, results: [{ status: "suppressed", code: "suppressed" }] });
  await expect(page.getByTestId("suppressed-events")).not.toHaveText("0 events", { timeout: 20_000 });
});

test("an id that nobody has is a loud zero, not a success", async ({ page }) => {
  await requestErasure(page, `mistyped-${Date.now()}`);
  await expect(page.getByText("0 records found")).toBeVisible();
  await accessible(page);
});

test("the queue keeps its view in the URL, and a request that is rejected says why", async ({ page }) => {
  await requestErasure(page, `rejected-${Date.now()}`);
  await page.getByRole("button", { name: "Request erasure" }).click();
  await page.waitForURL(/\/privacy\/dsr_/);
  await page.getByRole("button", { name: "Reject" }).click();
  await page.getByLabel("Reason").fill("The person withdrew the request");
  await page.getByRole("alertdialog").getByRole("button", { name: "Reject", exact: true }).click();
  // The dialog shows the reason too, before anything has happened.
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(page.getByText("The person withdrew the request")).toBeVisible();
  await page.goto("/privacy");
  await page.getByRole("tab", { name: /Done/ }).click();
  await expect(page).toHaveURL(/view=done/);
  await page.reload();
  await expect(page.getByRole("table", { name: "Privacy requests" }).getByText("Rejected").first()).toBeVisible();
  await accessible(page);
});
