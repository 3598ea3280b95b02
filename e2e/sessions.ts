import path from "node:path";
import type { Page } from "@playwright/test";
import { type DemoUser, userWithRole } from "./demo.ts";

/** Who the journeys walk as: one person for each role, one who may send preview events, and one who may only look. */
export const ACTORS = {
  sender: () => userWithRole("product_manager", "owner", "admin", "developer"),
  viewer: () => userWithRole("viewer"),
  owner: () => userWithRole("owner"),
  product_manager: () => userWithRole("product_manager"),
  developer: () => userWithRole("developer"),
  compliance_officer: () => userWithRole("compliance_officer"),
  operator: () => userWithRole("operator"),
} as const;
export type Actor = keyof typeof ACTORS;

/** Cookies of an actor who signed in before the journeys began. */
export const sessionFile = (actor: Actor): string => path.join(import.meta.dirname, "test-results/.sessions", `${actor}.json`);

export async function signIn(page: Page, { email, password }: DemoUser): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname === "/live");
}
