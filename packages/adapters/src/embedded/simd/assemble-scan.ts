import { readFile } from "node:fs/promises";
import wabt from "wabt";

/** The bytes of scan.wat as a WebAssembly module, by the WebAssembly Binary Toolkit. */
export async function assembleScan(): Promise<Uint8Array> {
  const source = await readFile(new URL("scan.wat", import.meta.url), "utf8");
  const module = (await wabt()).parseWat("scan.wat", source, { simd: true });
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}
