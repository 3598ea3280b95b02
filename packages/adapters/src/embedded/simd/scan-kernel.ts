import { scanWasm } from "./scan-wasm.ts";

/** The memory of one kernel: `buffer` is another object after every growth. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  /** By pages of 64 KiB; throws a RangeError beyond 4 GiB. */
  grow(pages: number): number;
}

/** See scan.wat: addresses are bytes; answers how many rows were kept at `out`. */
export type Scan = (
  codes: number,
  margins: number,
  tiles: number,
  firstRow: number,
  query: number,
  pairs: number,
  reach: number,
  threshold: number,
  out: number,
) => number;

/** See scan.wat: replaces addresses of vectors by their exact scores. */
export type Score = (list: number, count: number, query: number, quads: number) => void;

/** WebAssembly as far as it is used here: TypeScript declares it only together with the whole browser. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => KernelMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly scan: Scan; readonly score: Score } };
}

export const PAGE_BYTES = 65_536;
export const MAX_PAGES = 65_536;

/** A kernel with a memory of its own; compiling a kilobyte takes well under a millisecond. */
export function scanKernel(): { readonly memory: KernelMemory; readonly scan: Scan; readonly score: Score } {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
  const module = new WebAssembly.Module(Buffer.from(scanWasm, "base64"));
  const { scan, score } = new WebAssembly.Instance(module, { attune: { memory } }).exports;
  return { memory, scan, score };
}
