import { describe, expect, it } from "vitest";
import { readEnv } from "./env.ts";

const NEEDED = {
  ATTUNE_HOME: "/home/attune",
  DATABASE_URL: "postgresql://x/y",
  MASTER_KEY: "0f".repeat(32),
  INTERNAL_TOKEN_SECRET: "s".repeat(32),
};

describe("readEnv", () => {
  it("fills in what has a sane default", () => {
    expect(readEnv(NEEDED)).toMatchObject({
      API_HOST: "127.0.0.1",
      API_PORT: 4000,
      MASTER_KEY: new Uint8Array(32).fill(15),
      LOG_LEVEL: "info",
    });
  });

  it("says one clear sentence for each mistake", () => {
    expect(() => readEnv({ ...NEEDED, MASTER_KEY: "short", API_PORT: "many", DATABASE_URL: undefined })).toThrow(
      "The api cannot start. API_PORT must be a port number. DATABASE_URL is missing: the address of Postgres. MASTER_KEY must be 32 bytes in hexadecimal.",
    );
  });
});
