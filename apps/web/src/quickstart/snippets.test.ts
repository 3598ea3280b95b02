import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { placeholderKey, snippetsFor } from "./snippets.ts";

const INPUTS = { apiUrl: "http://127.0.0.1:4000", key: "atn_sk_live_A1b2C3d4E5_secret", placement: "home", itemId: 'it\'s "7" $HOME' };

/** What a shell hands to curl. */
function argumentsOf(command: string): string[] {
  const listing = `curl() { for argument in "$@"; do printf '%s\\n' "$argument"; done; }\n${command}`;
  return execFileSync("sh", ["-c", listing], { encoding: "utf8" }).trimEnd().split("\n");
}

test("the curl snippets are what the api takes, whatever an item is called", () => {
  const { curl } = snippetsFor(INPUTS);
  const [url, , authorization, , type, , body] = argumentsOf(curl.event);
  expect([url, authorization, type]).toEqual([
    "http://127.0.0.1:4000/v1/events",
    "authorization: Bearer atn_sk_live_A1b2C3d4E5_secret",
    "content-type: application/json",
  ]);
  expect(JSON.parse(body ?? "")).toEqual({
    eventId: expect.stringMatching(/^first-\d{10}$/) as string,
    type: "view",
    userId: "user-1",
    itemId: INPUTS.itemId,
  });
  expect(JSON.parse(argumentsOf(curl.recommend).at(-1) ?? "")).toMatchObject({ placement: "home", count: 5 });
});

test("every program carries the address, the key and the tenant's own ids", () => {
  const { node, browser } = snippetsFor(INPUTS);
  for (const program of [node.event, node.recommend, browser.event]) {
    expect(program).toContain(INPUTS.apiUrl);
    expect(program).toContain(INPUTS.key);
  }
  expect(node.event).toContain(JSON.stringify(INPUTS.itemId));
  expect(browser.recommend).toContain('"home"');
});

test("a key that cannot be read again is never passed off as whole", () => {
  expect(placeholderKey("atn_sk_live_A1b2C3d4E5")).toBe("atn_sk_live_A1b2C3d4E5_PUT-THE-REST-OF-YOUR-KEY-HERE");
});
