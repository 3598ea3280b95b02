/** The little of wabt that assemble-scan.ts uses; the package brings no types. */
declare module "wabt" {
  interface WasmModule {
    toBinary(options: object): { readonly buffer: Uint8Array };
    destroy(): void;
  }
  // biome-ignore lint/style/noDefaultExport: it is how the package exports itself.
  export default function wabt(): Promise<{ parseWat(name: string, source: string, features: { readonly simd: boolean }): WasmModule }>;
}
