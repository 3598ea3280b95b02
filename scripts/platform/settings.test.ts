import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("defaults, empty variables and a relative home", () => {
  expect(readSettings({ API_PORT: "" }, "/repo")).toMatchObject({
    ATTUNE_HOME: "/repo/.attune",
    API_PORT: 4000,
    WEB_PORT: 3000,
    TRAFFIC_RATE: 40,
  });
  expect(readSettings({ ATTUNE_HOME: "/elsewhere", WEB_PORT: "8080" }, "/repo")).toMatchObject({
    ATTUNE_HOME: "/elsewhere",
    WEB_PORT: 8080,
  });
});

test("a bad value is named with its variable", () => {
  expect(() => readSettings({ API_PORT: "http" }, "/repo")).toThrow(/API_PORT=http/);
  expect(() => readSettings({ API_PORT: "3000" }, "/repo")).toThrow(/both 3000/);
});
