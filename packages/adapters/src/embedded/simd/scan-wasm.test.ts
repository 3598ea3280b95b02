import { expect, it } from "vitest";
import { assembleScan } from "./assemble-scan.ts";
import { scanWasm } from "./scan-wasm.ts";

it("is what scan.wat assembles to", async () => {
  expect(scanWasm, "run build-scan.ts").toBe(Buffer.from(await assembleScan()).toString("base64"));
});
