/** Where to go after signing in: a path of this console, never another site (`//evil.example`, `/\evil.example`, `https:…`). */
export function safePath(candidate: string | undefined, fallback: string): string {
  if (!candidate?.startsWith("/")) return fallback;
  const url = new URL(candidate, "http://console.invalid");
  return url.origin === "http://console.invalid" ? url.pathname + url.search : fallback;
}
