"use client";
import { Toaster } from "sonner";
import { useThemeChoice } from "./theme.tsx";

/** Where toasts come up, in the reader's theme. */
export function ThemedToaster() {
  const { resolved } = useThemeChoice();
  return <Toaster position="bottom-left" closeButton theme={resolved} />;
}
