/** Run `node packages/adapters/src/embedded/simd/build-scan.ts` after a change of scan.wat: it writes scan-wasm.ts. */
import { writeFile } from "node:fs/promises";
import { assembleScan } from "./assemble-scan.ts";

const base64 = Buffer.from(await assembleScan()).toString("base64");
const lines = base64.match(/.{1,120}/g) ?? [];
const source = `/** scan.wat, assembled. Written by build-scan.ts; scan-wasm.test.ts assembles again and compares. */
export const scanWasm = [
${lines.map((line) => `  "${line}",`).join("\n")}
].join("");
`;
await writeFile(new URL("scan-wasm.ts", import.meta.url), source);
