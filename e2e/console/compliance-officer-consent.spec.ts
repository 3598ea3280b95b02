import { attuneClient } from "@attune/sdk";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { chooseOption } from "../choose-option.ts";
import { otherShop, readDemo } from "../demo.ts";
import { sessionFile, signIn } from "../sessions.ts";
import { expect, test } from "../watched-page.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

test.use({ storageState: sessionFile("compliance_officer"), contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ mode: "serial" });

const nobody = () => `journey-consent-${Date.now()}-${Math.floor(Math.random() * 1e6)}`;

async function api(path: string, body: object, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  return apiWith(readDemo().keys.secret, path, body, headers);
}

async function apiWith(
  secretKey: string,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const { apiUrl } = readDemo();
  const response = await fetch(`${apiUrl}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${secretKey}`, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  expect(response.ok, `${path} answered ${response.status}`).toBe(true);
  return (await response.json()) as Record<string, unknown>;
}

const event = (userId: string) => ({ eventId: `${userId}-${Math.random()}`, type: "view", userId, itemId: "journey-item-1" });
const recommend = (userId: string) => api("/v1/recommendations", { userId, placement: "home" });

async function lookUp(page: Page, userId: string): Promise<void> {
  await page.goto("/consent?view=people");
  await page.getByLabel("Id", { exact: true }).fill(userId);
  await page.getByRole("button", { name: "Look up" }).click();
  await page.waitForURL(/person=/);
  await expect(page.getByRole("table", { name: "What this person permits" })).toBeVisible();
}

async function confirm(page: Page, button: string, reason: string): Promise<void> {
  await page.getByRole("textbox", { name: "Reason" }).fill(reason);
  await page.getByRole("alertdialog").getByRole("button", { name: button, exact: true }).click();
  await expect(page.getByRole("alertdialog")).toBeHidden();
}

async function accessible(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html.slice(0, 160)) }))).toEqual([]);
}

test("a compliance officer withdraws for a person: their next list is not personalised and says so, and the ledger knows why", async ({
  page,
}) => {
  const userId = nobody();
  await api("/v1/events", event(userId));
  await expect.poll(async () => (await recommend(userId))["personalized"]).toBe(true);
  await lookUp(page, userId);
  expect(page.url()).not.toContain(userId);
  const permits = page.getByRole("table", { name: "What this person permits" });
  await expect(permits.getByRole("row", { name: /Personalisation/ })).toContainText("Permitted");
  await expect(page.getByTestId("next-list")).toContainText("Personalised");
  await expect(page.getByText("No decision is recorded")).toBeVisible();
  await accessible(page);

  await page.getByRole("button", { name: "Withdraw personalisation" }).click();
  await accessible(page);
  await confirm(page, "Withdraw", "They wrote to us on paper.");
  await expect(permits.getByRole("row", { name: /Personalisation/ })).toContainText("somebody at this console entered it");
  const next = page.getByTestId("next-list");
  await expect(next.getByRole("region", { name: "Before the decision" })).toContainText("Personalised");
  await expect(next.getByRole("region", { name: "Now" })).toContainText("personalisation is not permitted");
  expect(await recommend(userId)).toMatchObject({ personalized: false, fallback: "no_permission" });
  await accessible(page);

  await page.getByRole("button", { name: "This moment" }).click();
  await expect(page.getByText("No, it was not permitted")).toBeVisible();
  const before = new URL(page.url());
  before.searchParams.set("at", String(Date.now() - 600_000));
  await page.goto(before.href);
  await expect(page.getByTestId("answer"))
    .toContainText("the policy permits it until they object")
    .catch(async () => {
      // A platform that is younger than ten minutes had no policy then.
      await expect(page.getByTestId("answer")).toContainText("There was no policy yet");
    });
});

test("what the person decides elsewhere shows here: by the SDK, by the API and by the browser's privacy signal", async ({ page }) => {
  const userId = nobody();
  const { apiUrl, keys } = readDemo();
  await api("/v1/events", event(userId));
  await expect.poll(async () => (await recommend(userId))["personalized"]).toBe(true);
  await lookUp(page, userId);
  const shop = attuneClient({ apiUrl, key: keys.publishable, userId });
  await shop.withdraw();
  expect(await shop.recommend({ placement: "home" })).toMatchObject({ personalized: false, fallback: "no_permission" });
  await shop.close();
  await expect(page.getByText("taken at sdk").first()).toBeVisible();

  await api("/v1/consent", { userId, purposes: { personalization: true }, source: "settings-page" });
  expect(await recommend(userId)).toMatchObject({ personalized: true });
  await expect(page.getByText("taken at settings-page").first()).toBeVisible();

  const sale = page.getByRole("table", { name: "What this person permits" }).getByRole("row", { name: /Sale or sharing/ });
  await api("/v1/consent", { userId, purposes: { sale_or_sharing: true }, source: "settings-page" });
  await expect(sale).toContainText("Permitted");
  await api("/v1/events", event(userId), { "sec-gpc": "1" });
  await expect(sale).toContainText("privacy signal (Sec-GPC)");
  await expect(sale).toContainText("Denied");
});

test.describe("an opt-in policy", () => {
  // In the other shop: given up half-way it would leave a tenant under the stricter policy, on which all other journeys stand.
  test.use({ storageState: { cookies: [], origins: [] } });
  test("its impact is shown before, strangers get popularity after, what is withheld is counted, and it is taken back", async ({
    page,
  }) => {
    test.slow();
    const { user, secretKey } = otherShop("compliance_officer");
    await signIn(page, user);
    const api = (path: string, body: object) => apiWith(secretKey, path, body);
    const recommend = (userId: string) => api("/v1/recommendations", { userId, placement: "home" });
    const [known, stranger] = [nobody(), nobody()];
    await api("/v1/consent", { userId: known, purposes: { personalization: true, analytics: true }, source: "settings-page" });
    await page.goto("/consent");
    await expect(page.getByRole("table", { name: "Rules of the policy by purpose" })).toBeVisible();
    await accessible(page);

    const publish = async (modes: Readonly<Record<string, string>>, reason: string, looks: boolean) => {
      await page.getByRole("button", { name: "New version" }).click();
      for (const [purpose, mode] of Object.entries(modes)) {
        await chooseOption(page.getByRole("combobox", { name: `Mode of ${purpose}` }), mode);
      }
      if (looks) await accessible(page);
      await page.getByRole("button", { name: "Review" }).click();
      await expect(page.getByRole("region", { name: "Whom it touches" })).toContainText(/Everybody else: personalisation becomes/);
      if (looks) await accessible(page);
      await page.getByRole("textbox", { name: "Reason" }).fill(reason);
      await page.getByRole("button", { name: /^Publish version/ }).click();
      await expect(page.getByRole("dialog")).toBeHidden();
    };

    await publish({ personalisation: "Opt-in", analytics: "Opt-in" }, "The authority asks for it.", true);
    try {
      const publishedMs = performance.now();
      await expect.poll(async () => (await recommend(stranger))["fallback"], { intervals: [50] }).toBe("no_permission");
      expect(performance.now() - publishedMs).toBeLessThan(2_000);
      expect(await recommend(known)).toMatchObject({ fallback: "cold_start" });
      expect(await api("/v1/events", event(stranger))).toMatchObject({
        accepted: 0,
        results: [{ status: "suppressed", code: "no_permission" }],
      });

      await page.getByRole("tab", { name: "Withheld" }).click();
      const today = page.getByRole("table", { name: "What was withheld by day" }).getByRole("row").nth(1);
      await expect(today.getByRole("cell").nth(1)).toContainText(/^[1-9]/);
      await expect(today.getByRole("cell").nth(2)).toContainText(/^[1-9]/);
      await accessible(page);
      await page.getByRole("tab", { name: "Policy" }).click();
    } finally {
      await publish({ personalisation: "Opt-out", analytics: "Opt-out" }, "The journey is over.", false);
    }
    await expect.poll(async () => (await recommend(stranger))["fallback"]).toBe("cold_start");
    await expect(page.getByText("In force").first()).toBeVisible();
  });
});

test.describe("a viewer", () => {
  test.use({ storageState: sessionFile("viewer") });
  test("is told who may see this page", async ({ page }) => {
    await page.goto("/consent");
    await expect(page.getByText("This page is not for your role")).toBeVisible();
    await accessible(page);
  });
});
