import { ACTORS, signIn } from "../sessions.ts";
import { expect, test } from "../watched-page.ts";

test("whoever is not signed in is sent to the sign-in page and afterwards to where they wanted to go", async ({ page }) => {
  await page.goto("/live?placement=trending");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  const { email, password } = ACTORS.sender();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/live\?placement=trending$/);
  await expect(page.getByRole("heading", { name: "Live", level: 1 })).toBeVisible();
});

test("an address elsewhere is not followed after signing in", async ({ page }) => {
  await page.goto("/sign-in?next=//example.com/");
  const { email, password } = ACTORS.sender();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/live$/);
});

test.describe("a wrong password", () => {
  test.use({ expectedFaults: [/401.*\/api\/auth\/callback\/credentials|\/api\/auth\/callback\/credentials.*401/] });

  test("is refused in words, and the session stays closed", async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(ACTORS.sender().email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("The e-mail or the password is not right.")).toBeVisible();
    await expect(page.getByLabel("Password")).toBeFocused();
    await page.goto("/live");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("empty fields are pointed out without asking the server", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Enter your password.")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
});

test("signing out closes the session", async ({ page }) => {
  await signIn(page, ACTORS.sender());
  await page.getByRole("button", { name: /open the menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto("/live");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("pages carry their security headers", async ({ page }) => {
  const response = await page.goto("/sign-in");
  const headers = response?.headers() ?? {};
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["content-security-policy"]).not.toContain("unsafe-eval");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("no-referrer");
});
