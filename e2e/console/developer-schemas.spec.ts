import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { chooseOption } from "../choose-option.ts";
import { readDemo } from "../demo.ts";
import { sessionFile } from "../sessions.ts";
import { expect, test } from "../watched-page.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

test.use({ contextOptions: { reducedMotion: "reduce" } });

async function expectAccessible(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ playState, effect }) => playState !== "running" || effect?.getTiming().iterations === Number.POSITIVE_INFINITY),
  );
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html.slice(0, 160)) }))).toEqual([]);
}

const unique = (what: string) => `${what}-${Date.now().toString(36)}`;

async function post(path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const { apiUrl, keys } = readDemo();
  const response = await fetch(`${apiUrl}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.secret}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function choose(page: Page, label: string, option: string, row: Page | ReturnType<Page["locator"]> = page): Promise<void> {
  await chooseOption(row.getByRole("combobox", { name: label }), option, { exact: true });
}

async function publish(page: Page, version: number, reason: string): Promise<void> {
  await page.getByRole("button", { name: `Publish version ${version}` }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: "Publish" }).click();
  await expect(dialog).toBeHidden();
}

test.describe("a developer", () => {
  test.use({ storageState: sessionFile("developer") });

  test("registers a type, and sees what a change would break before it is published", async ({ page }) => {
    const type = unique("lyrics.opened");
    await page.goto("/schemas");
    await expect(page.getByRole("row", { name: /^play/ })).toBeVisible();
    await page.getByRole("button", { name: "New event type" }).click();
    await page.getByLabel("Type", { exact: true }).first().fill(type);
    await page.getByRole("button", { name: "Add field" }).click();
    await page.getByRole("group", { name: "field 1" }).getByLabel("Name").fill("mood");
    await page.getByRole("group", { name: "mood" }).getByRole("checkbox", { name: "Required" }).click();
    await expect(page.getByText("Ready to publish")).toBeVisible();
    await publish(page, 1, "Readers have moods");
    await expect(page).toHaveURL(new RegExp(`/schemas/${type}$`));
    await expect(page.getByRole("row", { name: /mood/ })).toContainText("Required");

    // Enforced without a restart: first the type is unknown, a moment later its properties are asked for.
    await expect
      .poll(async () => (await post("/v1/events", { eventId: "e1", type, userId: unique("reader") })).body["errors"], { timeout: 10_000 })
      .toEqual([{ path: "properties.mood", message: "is required" }]);

    await page.getByRole("tab", { name: "Next version" }).click();
    await choose(page, "Type", "Int", page.getByRole("group", { name: "mood" }));
    const violations = page.getByRole("region", { name: "Violations" });
    await expect(violations).toContainText('"mood" was a text and would become an int');
    await expect(violations).toContainText('"mood": "some mood"');
    await expect(page.getByRole("button", { name: "Publish version 2" })).toBeDisabled();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Start again" }).click();
    await expect(page.getByText("Nothing differs from version 1.")).toBeVisible();
    await page.getByRole("button", { name: "Add field" }).click();
    await page.getByRole("group", { name: "field 2" }).getByLabel("Name").fill("tempo");
    await expect(page.getByText("Compatible with version 1")).toBeVisible();
    await publish(page, 2, "And songs a tempo");
    await expect(page.getByRole("list", { name: "Changes" })).toContainText("tempo");
    await expectAccessible(page);
    await page.getByRole("tab", { name: "Types and Avro" }).click();
    await expect(page.getByText("npx attune-types")).toBeVisible();
  });

  test("mends and replays what was refused, which then counts for its person", async ({ page }) => {
    const type = unique("lyrics.read");
    const userId = unique("reader");
    const avro = { type: "record", name: "read", fields: [{ name: "mood", type: "string" }] };
    expect((await post(`/schema-registry/subjects/${type}/versions`, { schema: JSON.stringify(avro) })).status).toBe(200);
    await expect
      .poll(async () => (await post("/v1/events", { eventId: "e1", type, userId, itemId: "t1" })).body["errors"], { timeout: 10_000 })
      .toEqual([{ path: "properties.mood", message: "is required" }]);

    await page.goto("/dead-letters");
    const groups = page.getByRole("row").filter({ hasText: type }).filter({ hasText: "properties.mood" });
    await groups.getByRole("button", { name: "Against its schema" }).click();
    const letters = page.getByRole("table", { name: "Letters of the group" });
    await letters.getByRole("row").nth(1).getByRole("button").click();
    const letter = page.getByRole("dialog");
    await expect(letter.getByText("is required").first()).toBeVisible();
    await expect(letter.getByRole("button", { name: "Replay" })).toBeDisabled();
    const editor = letter.getByLabel("Event to send");
    const sent = JSON.parse(await editor.inputValue()) as Record<string, unknown>;
    expect(sent).toEqual({ eventId: "e1", type, itemId: "t1" });
    await editor.fill(JSON.stringify({ ...sent, properties: { mood: "calm" } }, null, 2));
    await expect(letter.getByText("The api would accept this")).toBeVisible();
    await expectAccessible(page);
    await letter.getByRole("button", { name: "Replay" }).click();
    await expect(letter.getByText("Replayed")).toBeVisible();

    await expect
      .poll(async () => (await post("/v1/users/profile", { userId })).body["eventCounts"], { timeout: 10_000 })
      .toEqual({ [type]: 1 });
    await letter.getByRole("link").click();
    await expect(page.getByTestId("person").getByRole("list", { name: "Events by type" })).toContainText(new RegExp(`${type}\\s*1`));
  });

  test("discards a letter, for a reason", async ({ page }) => {
    const type = unique("typo");
    expect((await post("/v1/events", { eventId: "e1", type, userId: "somebody" })).status).toBe(400);
    await page.goto("/dead-letters");
    await page.getByRole("row").filter({ hasText: type }).getByRole("button", { name: "Unknown event type" }).click();
    await page.getByRole("button", { name: "Discard all open" }).click();
    const dialog = page.getByRole("alertdialog");
    await expect(dialog.getByRole("button", { name: "Discard" })).toBeDisabled();
    await dialog.getByLabel("Reason").fill("A typing mistake of a test");
    await dialog.getByRole("button", { name: "Discard" }).click();
    await expect(page.getByRole("table", { name: "Letters of the group" })).toContainText("Discarded");
    await expectAccessible(page);
  });
});

test.describe("a viewer", () => {
  test.use({ storageState: sessionFile("viewer") });

  test("reads schemas and publishes none; dead letters are not theirs", async ({ page }) => {
    await page.goto("/schemas");
    await expect(page.getByRole("row", { name: /^play/ })).toBeVisible();
    await expect(page.getByRole("button", { name: "New event type" })).toBeDisabled();
    await expect(page.getByRole("group", { name: /Owners, admins and developers publish schemas/ })).toBeVisible();
    await page.goto("/dead-letters");
    await expect(page.getByText("This page is not for your role")).toBeVisible();
    await expectAccessible(page);
  });
});
