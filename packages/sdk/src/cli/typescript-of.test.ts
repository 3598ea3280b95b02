import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { avroOf } from "@attune/core/schemas/avro-of";
import { describe, expect, it } from "vitest";
import { typescriptOf } from "./typescript-of.ts";

const TSC = path.join(import.meta.dirname, "../../../../node_modules/typescript/bin/tsc");

/** What the compiler says of a program that uses the generated types; empty when it is content. */
function complaintsOf(declarations: string, program: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "attune-types-"));
  try {
    writeFileSync(path.join(folder, "events.d.ts"), declarations);
    writeFileSync(path.join(folder, "main.ts"), `import type { AttuneEvents } from "./events.d.ts";\n${program}`);
    const flags = "--noEmit --strict --exactOptionalPropertyTypes --module nodenext --target es2022 --allowImportingTsExtensions --types";
    execFileSync(process.execPath, [TSC, ...flags.split(" "), "", "main.ts"], { cwd: folder, encoding: "utf8" });
    return "";
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const schema = avroOf("song_played", [
  { name: "songId", type: "string", required: true, description: "Ends a comment */ early?", personal: "hash" },
  { name: "seconds", type: "int", required: true, default: 0 },
  { name: "quality", type: "enum", required: true, symbols: ["low", "high"] },
  { name: "tags", type: "string_array", required: false },
  { name: "startedAt", type: "timestamp", required: false },
]);
const declarations = typescriptOf([{ eventType: "song_played", version: 3, schema }]);

describe("generated types", () => {
  it("read like this", () => {
    expect(
      declarations,
    ).toBe(`// Written by attune-types from this tenant's event schemas. Do not edit: run it again when a schema was published.

/** The properties of each event type, for \`attuneClient<AttuneEvents>(…)\`. */
export interface AttuneEvents {
  /** Version 3. */
  readonly "song_played": {
    /** Ends a comment *\\/ early? Personal: only a keyed hash of it is kept. */
    readonly songId: string;
    readonly seconds?: number | undefined;
    readonly quality: "low" | "high";
    readonly tags?: null | readonly string[] | undefined;
    readonly startedAt?: null | string | number | undefined;
  };
}
`);
  });

  it("let the compiler take what the schema takes", () => {
    const program = `
      type Song = AttuneEvents["song_played"];
      export const least: Song = { songId: "s", quality: "low" };
      export const most: Song = { songId: "s", quality: "high", seconds: 3, tags: ["a"], startedAt: "2026-01-31T12:00:00Z" };`;
    expect(complaintsOf(declarations, program)).toBe("");
  });

  it("let the compiler refuse what the schema refuses", () => {
    const program = `
      type Song = AttuneEvents["song_played"];
      export const missing: Song = { quality: "low" };
      export const wrong: Song = { songId: 7, quality: "low" };
      export const symbol: Song = { songId: "s", quality: "middling" };
      export const unknown: Song = { songId: "s", quality: "low", colour: "red" };`;
    const complaints = complaintsOf(declarations, program);
    expect(complaints.match(/error TS/g)).toHaveLength(4);
  });

  it("cover what other registries hold: records within records, maps, arrays of unions, names used again", () => {
    const track = { type: "record", name: "Track", namespace: "a.b", fields: [{ name: "title", type: "string" }] };
    const text = typescriptOf([
      {
        eventType: "list-made",
        version: 1,
        schema: {
          type: "record",
          name: "ListMade",
          doc: "A list\n was made",
          fields: [
            { name: "first", type: track },
            { name: "second", type: ["null", "a.b.Track"], default: null },
            { name: "scores", type: { type: "map", values: "double" } },
            { name: "mixed", type: { type: "array", items: ["string", "int"] } },
            { name: "digest", type: { type: "fixed", name: "Digest", size: 16 } },
            { name: "odd", type: { type: "nobody-knows" } },
          ],
        },
      },
    ]);
    expect(text).toContain("/** A list was made Version 1. */");
    expect(text).toContain("readonly scores: { readonly [key: string]: number };");
    expect(text).toContain("readonly mixed: readonly (string | number)[];");
    expect(text).toContain("readonly odd: unknown;");
    const program = `
      const first = { title: "t" };
      export const list: AttuneEvents["list-made"] = { first, second: first, scores: { a: 1 }, mixed: ["a", 1], digest: "x", odd: 1 };`;
    expect(complaintsOf(text, program)).toBe("");
  });

  it("are the same whatever order the schemas come in, and valid without any", () => {
    const a = { eventType: "a", version: 1, schema: { type: "record", name: "a", fields: [] } };
    const b = { ...a, eventType: "b" };
    expect(typescriptOf([b, a])).toBe(typescriptOf([a, b]));
    expect(complaintsOf(typescriptOf([]), "export type None = AttuneEvents;")).toBe("");
  });
});
