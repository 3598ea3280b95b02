import { randomUUID } from "node:crypto";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { chooseOption } from "../choose-option.ts";
import { readDemo } from "../demo.ts";
import { sessionFile } from "../sessions.ts";
import { expect, test } from "../watched-page.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const KEY = `journey-${randomUUID().slice(0, 8)}`;
const PEOPLE = 40;
// A placement that the simulated audience does not ask for: what is counted is what this journey sends.
const PLACEMENT = "cart";

test.use({ contextOptions: { reducedMotion: "reduce" } });

async function expectAccessible(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html }) => html.slice(0, 160)) }))).toEqual([]);
}

async function call(path: string, body: object): Promise<Record<string, unknown>> {
  const { apiUrl, keys } = readDemo();
  const response = await fetch(`${apiUrl}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.secret}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status, `${path} answered ${response.status}`).toBeLessThan(300);
  return (await response.json()) as Record<string, unknown>;
}

const person = (n: number) => `${KEY}-person-${n}`;
/** Each person asks for a list; every second one clicks its first item and buys it. The variant of each, by person. */
async function sendTraffic(): Promise<string[]> {
  const variants: string[] = [];
  for (let n = 0; n < PEOPLE; n++) {
    const list = (await call("/v1/recommendations", { userId: person(n), placement: PLACEMENT, count: 5 })) as {
      recommendationId: string;
      items: { itemId: string }[];
      experiments: { key: string; variant: string }[];
    };
    variants.push(list.experiments.find(({ key }) => key === KEY)?.variant ?? "none");
    if (n % 2 === 0) {
      const about = { userId: person(n), itemId: list.items[0]?.itemId, recommendationId: list.recommendationId };
      const events = ["click", "purchase"].map((type) => ({ eventId: randomUUID(), type, timestamp: Date.now(), ...about }));
      await call("/v1/events", { events });
    }
  }
  return variants;
}

const choose = async (page: Page, label: string, option: RegExp) => {
  await chooseOption(page.getByRole("combobox", { name: label }), option);
};

test.describe
  .serial("an experiment", () => {
    test.describe("as the product manager", () => {
      test.use({ storageState: sessionFile("product_manager") });

      test("is drafted, started, measured, stopped and decided with a reason", async ({ page }) => {
        test.slow();
        await page.goto("/experiments");
        await expect(page.getByRole("heading", { name: "Experiments", level: 1 })).toBeVisible();
        await page.getByRole("button", { name: "New experiment" }).first().click();
        const draft = page.getByRole("dialog", { name: "New experiment" });
        await draft.getByLabel("Name").fill("Journey in the cart");
        await draft.getByLabel("Key").fill(KEY);
        await draft.getByLabel("Hypothesis").fill("short");
        await choose(page, "Placement", /cart/i);
        await choose(page, "Conversion event", /^purchase/);
        await choose(page, "Treatment serves", /serves this placement now/);
        await draft.getByRole("button", { name: "Create draft" }).click();
        await expect(draft.getByText("Both variants serve the same model.")).toBeVisible();
        await expectAccessible(page);
        await draft.getByRole("checkbox", { name: "Both serve the same model: an A/A test" }).click();
        await draft.getByRole("button", { name: "Create draft" }).click();

        await page.waitForURL(`**/experiments/${KEY}`);
        await expect(page.getByTestId("experiment-state")).toHaveText("Draft");
        await expect(page.getByRole("group", { name: "1 check before the start must pass first." })).toBeVisible();
        await expectAccessible(page);
        await page.getByRole("button", { name: "Mend" }).click();
        const edit = page.getByRole("dialog", { name: "Edit Journey in the cart" });
        await expect(edit.getByLabel("Hypothesis")).toBeFocused();
        await edit.getByLabel("Hypothesis").fill("The same model on both sides shows no difference.");
        await edit.getByRole("button", { name: "Save" }).click();
        await expect(edit).toBeHidden();

        await page.getByRole("button", { name: "Start", exact: true }).click();
        await page.getByRole("button", { name: "Start experiment" }).click();
        await expect(page.getByTestId("experiment-state")).toHaveText("Running");
        // The api follows within its next poll of the control plane.
        await expect
          .poll(
            async () =>
              ((await call("/v1/recommendations", { userId: `${KEY}-probe`, placement: PLACEMENT })).experiments as unknown[]).length,
          )
          .toBe(1);
        const variants = await sendTraffic();
        expect(new Set(variants)).toEqual(new Set(["control", "treatment"]));
        expect(await sendTraffic()).toEqual(variants);

        await expect(page.getByTestId("exposures")).toHaveText(String(2 * PEOPLE + 1), { timeout: 30_000 });
        await expect(page.getByTestId("advice")).toContainText("Too early to call");
        await expect(page.getByTestId("metric-click_through")).toContainText("%");
        await expect(page.getByTestId("health")).toContainText("0 people, counted under the first one they saw");
        await expect(page.getByTestId("interval-words")).toContainText(`with ${PEOPLE + 1} people`);

        const explain = page.getByTestId("explain");
        await explain.getByLabel("Person's id, as you call them").fill(person(0));
        await explain.getByRole("button", { name: "Explain" }).click();
        const variant = variants[0] === "control" ? "Control" : "Treatment";
        await expect(explain.getByTestId("explanation")).toHaveText(`${variant}, because the bucket lies in its range.`);
        await expect(explain).toContainText("2 shown, 2 clicked, converted");
        expect(page.url()).not.toContain(person(0));
        await expectAccessible(page);

        await page.getByRole("button", { name: "Stop", exact: true }).click();
        await page.getByRole("alertdialog").getByLabel("Reason").fill("The journey saw enough.");
        await page.getByRole("button", { name: "Stop experiment" }).click();
        await expect(page.getByTestId("experiment-state")).toHaveText("Stopped");
        await expect
          .poll(
            async () => ((await call("/v1/recommendations", { userId: person(0), placement: PLACEMENT })).experiments as unknown[]).length,
          )
          .toBe(0);

        await page.getByRole("button", { name: "Decide", exact: true }).click();
        const decision = page.getByRole("alertdialog");
        await decision.getByRole("radio", { name: "Inconclusive" }).click();
        await decision.getByLabel("Reason").fill("Equal models cannot differ.");
        await expectAccessible(page);
        await decision.getByRole("button", { name: "Decide", exact: true }).click();
        await expect(page.getByTestId("experiment-state")).toHaveText("Decided: inconclusive");

        const changes = page.getByTestId("changes").getByRole("listitem");
        await expect(changes.filter({ hasText: "Experiment decided" })).toContainText("Equal models cannot differ.");
        await expect(changes.filter({ hasText: "Experiment stopped" })).toContainText("The journey saw enough.");
        await expect(page.getByTestId("changes")).toContainText("Experiment started");

        await page.goto("/experiments");
        const row = page.getByRole("row").filter({ hasText: KEY });
        await expect(row).toContainText("Decided: inconclusive");
        await expectAccessible(page);
      });
    });

    test.describe("as a viewer", () => {
      test.use({ storageState: sessionFile("viewer") });

      test("can be looked at, and every control says who may do more", async ({ page }) => {
        await page.goto(`/experiments/${KEY}`);
        await expect(page.getByTestId("results")).toBeVisible();
        await expect(page.getByRole("button", { name: "Archive" })).toBeDisabled();
        await expect(page.getByRole("group", { name: "Experiments are run by: Owner, Admin, Product manager." })).toBeVisible();
      });
    });

    test.describe("as the compliance officer", () => {
      test.use({ storageState: sessionFile("compliance_officer") });

      test("is not for this role, which is said", async ({ page }) => {
        await page.goto("/experiments");
        await expect(page.getByText("This page is not for your role")).toBeVisible();
        await expect(page.getByRole("link", { name: "Experiments" })).toHaveCount(0);
      });
    });
  });
