import { expect, type Locator } from "@playwright/test";

/**
 * Opens a select and takes one of its options. For a moment after opening, the list takes no choice, so that the press that opened it does not choose what
 * appeared under the finger; a machine is quicker than that moment, and presses again.
 */
export async function chooseOption(select: Locator, option: string | RegExp, { exact = false } = {}): Promise<void> {
  const wanted = select.page().getByRole("option", { name: option, exact }).first();
  await select.click();
  await expect(wanted).toBeVisible();
  await expect(async () => {
    if (await wanted.isVisible()) await wanted.click({ timeout: 1_000 });
    await expect(wanted).toBeHidden({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
}
