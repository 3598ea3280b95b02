"use client";
import { signIn as authenticate, getCsrfToken, signOut as leave } from "next-auth/react";
import { THROTTLED } from "./throttled.ts";

/** The browser's half of signing in: `server/auth.ts` is the other. */
export async function signIn(email: string, password: string): Promise<"ok" | "refused" | "throttled" | "unreachable"> {
  const answer = await authenticate("credentials", { email, password, redirect: false }).catch(() => undefined);
  if (!answer) return "unreachable";
  if (answer.ok) return "ok";
  if (answer.error === THROTTLED) return "throttled";
  return answer.status === 401 ? "refused" : "unreachable";
}

export const signOut = (): Promise<unknown> => leave({ callbackUrl: "/sign-in" });

/** Looks at another tenant of the same user from now on; the server checks the membership. */
export async function switchTenant(tenantId: string): Promise<void> {
  const csrfToken = await getCsrfToken();
  await fetch("/api/auth/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ csrfToken, data: { tenantId } }),
  });
  window.location.assign("/live");
}
