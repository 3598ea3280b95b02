import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { offlineAdapterFactory } from "./offline-adapter.ts";
import { postgresAdapterFactory } from "./postgres-adapter.ts";

/** The engine's methods are called by the names that the CLI sends. */
export type Engine = Readonly<Record<string, Method>> & { readonly diff: Method; readonly version: Method };
type Method = (params: unknown) => Promise<unknown>;

/** TypeScript describes this global in the browser's library only, which a package for Node does not load. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, () => void>> } }>;
};

interface EngineModule {
  readonly SchemaEngine: { new: (options: object, log: () => void, adapter: object) => Promise<Engine> };
  __wbg_set_wasm(exports: object): void;
}

/** Connected to `url`, or without a server when there is none: comparing two schemas needs none. */
export async function loadEngine(url: string, datamodels: readonly (readonly [string, string])[]): Promise<Engine> {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => console.error(message) } });
  const specifier = "@prisma/schema-engine-wasm/schema_engine_bg";
  const glue = (await import(specifier)) as unknown as EngineModule;
  const wasm = path.join(path.dirname(createRequire(import.meta.url).resolve(specifier)), "schema_engine_bg.wasm");
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start?.();
  const options = { datamodels: datamodels.length > 0 ? datamodels : [["schema.prisma", 'datasource db {\n  provider = "postgresql"\n}']] };
  const start = (factory: Parameters<typeof bindMigrationAwareSqlAdapterFactory>[0]) =>
    glue.SchemaEngine.new(options, () => undefined, bindMigrationAwareSqlAdapterFactory(factory));
  try {
    return await start(postgresAdapterFactory(url));
  } catch {
    return start(offlineAdapterFactory);
  }
}
