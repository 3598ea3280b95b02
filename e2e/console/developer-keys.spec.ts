import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { chooseOption } from "../choose-option.ts";
import { readDemo } from "../demo.ts";
import { sessionFile } from "../sessions.ts";
import { expect, test } from "../watched-page.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const run = promisify(execFile);

// Half-way through a fade colours are not what they will be: motion is asked to be short, and what is left of it is waited for.
test.use({ storageState: sessionFile("developer"), contextOptions: { reducedMotion: "reduce" } });

async function expectAccessible(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ playState, effect }) => playState !== "running" || effect?.getTiming().iterations === Number.POSITIVE_INFINITY),
  );
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html.slice(0, 160)) }))).toEqual([]);
}

const unique = (what: string) => `${what} ${Date.now().toString(36)}`;
const rowOf = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

/** Makes a key in the dialog that is open, and reads it in the one moment in which it is shown. */
async function createdKey(page: Page, name: string, kind: "Secret" | "Publishable" = "Secret"): Promise<string> {
  await page.getByLabel("Name").fill(name);
  await page.getByRole("radio", { name: kind, exact: true }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  return (await page.getByTestId("fresh-key").textContent()) ?? "";
}

const send = (key: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${readDemo().apiUrl}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

async function auditActions(page: Page, keyId: string): Promise<string[]> {
  const input = encodeURIComponent(JSON.stringify({ json: { filter: {} } }));
  const response = await page.request.get(`/api/trpc/audit.list?input=${input}`);
  const text = await response.text();
  expect(response.status(), text).toBe(200);
  const { entries } = (
    JSON.parse(text) as { result: { data: { json: { entries: { action: string; before: unknown; after: unknown }[] } } } }
  ).result.data.json;
  return entries.filter(({ before, after }) => JSON.stringify([before, after]).includes(keyId)).map(({ action }) => action);
}

test.describe("keys", () => {
  test("a key is made, seen once and used; nothing closes it by accident", async ({ page }) => {
    const name = unique("Till");
    await page.goto("/keys");
    await expect(page.getByRole("heading", { name: "API keys" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "New key" }).click();
    await expect(page.getByRole("dialog", { name: "New API key" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page.getByText("Say what the key is for")).toBeVisible();
    await expect(page.getByLabel("Name")).toBeFocused();
    const key = await createdKey(page, name);
    expect(key).toMatch(/^atn_sk_live_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}$/);
    await expectAccessible(page);

    // Not lost by accident: every way out asks, and staying leaves it there.
    for (const leave of [
      () => page.keyboard.press("Escape"),
      () =>
        page
          .getByRole("alertdialog", { name: /^Store the key/ })
          .getByRole("button", { name: "Close" })
          .click(),
      () => page.goBack(),
    ]) {
      await leave();
      await expect(page.getByText("You will not see this key again")).toBeVisible();
      await page.getByRole("button", { name: "Cancel" }).click();
      await expect(page.getByText("You will not see this key again")).toBeHidden();
      await expect(page.getByTestId("fresh-key")).toHaveText(key);
    }
    page.once("dialog", (question) => void question.dismiss());
    await page.close({ runBeforeUnload: true });
    await expect(page.getByTestId("fresh-key")).toHaveText(key);

    expect((await send(key, { eventId: name, type: "view", userId: "till-1", itemId: "i" })).status).toBe(202);
    await page.getByRole("button", { name: "I have stored it" }).click();
    await expect(rowOf(page, name)).toContainText(`${key.slice(0, 22)}…`);
    await expect(rowOf(page, name)).toContainText(/Everything/);
    await expect(rowOf(page, name)).toContainText(/just now|s ago/);
    expect(await page.content()).not.toContain(key);
    await page.reload();
    await expect(rowOf(page, name)).toBeVisible();
    expect(await page.content()).not.toContain(key);
  });

  test("a key is refused within five seconds of its revocation, and the audit log says why", async ({ page, browser }) => {
    const name = unique("Kiosk");
    await page.goto("/keys");
    await page.getByRole("button", { name: "New key" }).click();
    const key = await createdKey(page, name);
    await page.getByRole("button", { name: "I have stored it" }).click();
    expect((await send(key, { eventId: name, type: "view", userId: "kiosk-1", itemId: "i" })).status).toBe(202);
    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Revoke…" }).click();
    const confirm = page.getByRole("button", { name: "Revoke key" });
    await expect(confirm).toBeDisabled();
    await page.getByLabel("Reason").fill("the kiosk was sold");
    await confirm.click();
    await expect(page.getByText(`${name} is revoked; it stops working within a second.`)).toBeVisible();
    const revokedAtMs = Date.now();
    await expect
      .poll(async () => (await send(key, { eventId: "x", type: "view", userId: "a" })).status, { timeout: 5_000, intervals: [100] })
      .toBe(401);
    expect(Date.now() - revokedAtMs).toBeLessThan(5_000);
    await page.getByRole("tab", { name: /Ended/ }).click();
    await expect(rowOf(page, name)).toContainText("Revoked");
    await expect(page).toHaveURL(/view=ended/);

    const owner = await browser.newContext({ storageState: sessionFile("owner") });
    expect(await auditActions(await owner.newPage(), key.split("_")[3] ?? "")).toEqual(["api_key.revoked", "api_key.created"]);
    await owner.close();
  });

  test("a rotated key goes on until its end, and says that it is still used", async ({ page }) => {
    const name = unique("Server");
    await page.goto("/keys");
    await page.getByRole("button", { name: "New key" }).click();
    const key = await createdKey(page, name);
    await page.getByRole("button", { name: "I have stored it" }).click();
    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: "Rotate…" }).click();
    await expectAccessible(page);
    await page.getByRole("radio", { name: "After 15 minutes" }).click();
    await page.getByRole("button", { name: "Make the new key" }).click();
    const successor = (await page.getByTestId("fresh-key").textContent()) ?? "";
    expect(successor).not.toBe(key);
    for (const one of [key, successor])
      expect((await send(one, { eventId: `e-${one.slice(12, 22)}`, type: "view", userId: "a", itemId: "i" })).status).toBe(202);
    await page.getByRole("button", { name: "I have stored it" }).click();
    const old = rowOf(page, key.slice(0, 22));
    await expect(old).toContainText(/Ends in 1[45] min/);
    await expect(old).toContainText(/Still used/);
    await expect(rowOf(page, successor.slice(0, 22))).toContainText("Active");
  });

  test("a publishable key is held to its pages", async ({ page }) => {
    await page.goto("/keys");
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByRole("radio", { name: "Publishable", exact: true }).click();
    await expect(page.getByRole("checkbox", { name: "Change the catalogue" })).toHaveCount(0);
    await page.getByLabel("Origins").fill("https://shop.example/cart");
    await page.getByLabel("Name").fill(unique("Page"));
    await page.getByRole("button", { name: "Create key" }).click();
    await expect(page.getByText(/did you mean https:\/\/shop\.example\?/)).toBeVisible();
    await page.getByLabel("Origins").fill("https://shop.example\n");
    await page.getByRole("button", { name: "Create key" }).click();
    const key = (await page.getByTestId("fresh-key").textContent()) ?? "";
    expect(key).toMatch(/^atn_pk_live_/);
    const event = { eventId: key.slice(12, 22), type: "view", anonymousId: "page-1", itemId: "i" };
    expect((await send(key, event, { origin: "https://evil.example" })).status).toBe(403);
    expect((await send(key, event, { origin: "https://shop.example" })).status).toBe(202);
    await page.getByRole("button", { name: "I have stored it" }).click();
  });
});

test.describe("quickstart", () => {
  test("runs as it stands, turns live with the first event, and explains what was refused", async ({ page }) => {
    const name = unique("First shop");
    await page.goto("/quickstart");
    await page.getByRole("button", { name: "New key" }).first().click();
    const key = await createdKey(page, name);
    await page.getByRole("button", { name: "I have stored it" }).click();
    const state = page.getByTestId("first-event-state");
    await expect(state).toHaveText("Waiting");
    await expectAccessible(page);

    // The command as the page shows it, run by a shell.
    const command = (await page.getByRole("region", { name: "Send an event", exact: true }).textContent()) ?? "";
    expect(command).toContain(key);
    expect((await run("sh", ["-c", command])).stdout).toContain('"accepted":1');
    await expect(state).toHaveText("Live");
    await expect(page.getByTestId("outcome").first()).toContainText("Accepted");
    const question = (await page.getByRole("region", { name: "Ask for recommendations" }).textContent()) ?? "";
    expect(JSON.parse((await run("sh", ["-c", question])).stdout)).toMatchObject({ placement: "home" });

    await send(key, { events: [{ eventId: "q1", type: "veiw", userId: "someone@example.com" }] });
    const refused = page.getByTestId("outcome").filter({ hasText: "Rejected" }).first();
    await expect(refused).toContainText("events[0].type");
    await expect(refused).toContainText("did you mean view?");
    await expect(refused.getByRole("link", { name: "Event schemas" })).toBeVisible();
    await send(key, { eventId: "q2", type: "view", itemId: "i" });
    await expect(page.getByTestId("outcome").first()).toContainText("userId is required, or anonymousId in its place");
    expect(await page.content()).not.toContain("someone@example.com");
    await expectAccessible(page);

    for (const language of ["Node", "Browser"]) {
      await page.getByRole("tab", { name: language }).click();
      await expect(page.getByRole("region", { name: "Send an event", exact: true })).toContainText("attuneClient");
    }
    await expect(page.getByText("Not with a secret key")).toBeVisible();
    await expectAccessible(page);

    await page.getByRole("tab", { name: "Live events" }).click();
    await expect(page.getByTestId("outcome").filter({ hasText: name })).toHaveCount(3);
    await chooseOption(page.getByRole("combobox", { name: "Outcome" }), "Rejected");
    await expect(page).toHaveURL(/outcome=rejected/);
    await expect(page.getByTestId("outcome")).toHaveCount(2);
    await expectAccessible(page);

    // A key that was not made in this page is never passed off as whole.
    await page.goto(`/quickstart?key=${key.split("_")[3]}`);
    await expect(page.getByText(`${name} cannot be shown again`)).toBeVisible();
    await expect(page.getByRole("region", { name: "Send an event", exact: true })).toContainText("PUT-THE-REST-OF-YOUR-KEY-HERE");
  });
});

test.describe("a viewer", () => {
  test.use({ storageState: sessionFile("viewer"), expectedFaults: [/403.*\/api\/trpc\/keys|\/api\/trpc\/keys.*403/] });

  test("sees neither keys nor what is sent with them, in the pages or past them", async ({ page }) => {
    for (const path of ["/keys", "/quickstart"]) {
      await page.goto(path);
      await expect(page.getByText("This page is not for your role")).toBeVisible();
      await expectAccessible(page);
    }
    await expect(page.getByRole("link", { name: "API keys" })).toHaveCount(0);
    const status = await page.evaluate(async () => (await fetch("/api/trpc/keys.list")).status);
    expect(status).toBe(403);
  });
});
