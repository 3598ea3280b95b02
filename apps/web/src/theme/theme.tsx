"use client";
import { ThemeProvider as Provider, useTheme } from "next-themes";
import type { ReactNode } from "react";

export const THEMES = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "system", label: "As the system" },
] as const;
export type Theme = (typeof THEMES)[number]["value"];

/** The class is set by a small script before the first paint; it carries the request's nonce. */
export const ThemeProvider = ({ children, nonce }: { children: ReactNode; nonce: string | undefined }) => (
  <Provider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange {...(nonce ? { nonce } : {})}>
    {children}
  </Provider>
);

export function useThemeChoice(): { theme: Theme; resolved: "light" | "dark"; setTheme: (theme: Theme) => void } {
  const { theme, resolvedTheme, setTheme } = useTheme();
  const chosen = THEMES.find(({ value }) => value === theme)?.value ?? "system";
  return { theme: chosen, resolved: resolvedTheme === "dark" ? "dark" : "light", setTheme };
}
