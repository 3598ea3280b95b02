import type { Pointer, Version } from "./model-types.ts";

/** What is asked in a dialog over the page. */
export type Asked =
  | { readonly what: "save" }
  | { readonly what: "promote"; readonly pointer: Pointer; readonly version: Version }
  | { readonly what: "rollback" | "history"; readonly pointer: Pointer };
