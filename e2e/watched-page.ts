import { test as base, expect, type Page } from "@playwright/test";

export { expect };

interface Watched {
  /** Faults that this journey provokes on purpose; everything else fails it. */
  readonly expectedFaults: RegExp[];
}

/** A test whose page must stay without console errors, uncaught exceptions and failed requests. */
export const test = base.extend<Watched>({
  expectedFaults: [[], { option: true }],
  page: async ({ page, expectedFaults }, use) => {
    const faults = faultsOf(page);
    await use(page);
    expect(faults.filter((fault) => !expectedFaults.some((pattern) => pattern.test(fault)))).toEqual([]);
  },
});

function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // A page that is left aborts what it still waits for: the live stream always, a prefetch sometimes.
    if (reason !== "net::ERR_ABORTED") faults.push(`request: ${request.url()} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`response: ${response.status()} ${response.url()}`);
  });
  return faults;
}
