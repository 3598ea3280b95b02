// Makes `dist` a package of its own: one module for browsers and Node, the command `attune-types`, and their types, with nothing to install beside.
import { execFileSync } from "node:child_process";
import { chmod, copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { rolldown } from "rolldown";

const here = import.meta.dirname;
const dist = path.resolve(process.argv[2] ?? path.join(here, "dist"));
const tsc = path.join(path.dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

await rm(dist, { recursive: true, force: true });
await bundle("src/attune-client.ts", "attune-client.js", "browser");
await bundle("src/cli/attune-types.ts", "attune-types.js", "node");
await chmod(path.join(dist, "attune-types.js"), 0o755);
await declareTypes();
await writeFile(path.join(dist, "package.json"), `${JSON.stringify(await manifest(), undefined, 2)}\n`);
await copyFile(path.join(here, "README.md"), path.join(dist, "README.md"));
await copyFile(path.join(here, "../../LICENSE"), path.join(dist, "LICENSE"));

async function bundle(entry: string, file: string, platform: "browser" | "node"): Promise<void> {
  const bundled = await rolldown({ input: path.join(here, entry), platform });
  await bundled.write({ file: path.join(dist, file), format: "esm" });
  await bundled.close();
}

/** The compiler leaves `./x.ts` in declarations, where there is no such file. */
async function declareTypes(): Promise<void> {
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", dist], { cwd: here, stdio: "inherit" });
  for (const name of await readdir(dist)) {
    if (!name.endsWith(".d.ts")) continue;
    const text = await readFile(path.join(dist, name), "utf8");
    await writeFile(path.join(dist, name), text.replaceAll(/(from "\.\/[\w-]+)\.ts"/g, '$1.js"'));
  }
}

async function manifest(): Promise<object> {
  const { name, version, type } = JSON.parse(await readFile(path.join(here, "package.json"), "utf8")) as Record<string, unknown>;
  return {
    name,
    version,
    type,
    description: "Client of the Attune API for browsers and Node.",
    license: "Apache-2.0",
    sideEffects: false,
    engines: { node: ">=18" },
    exports: { ".": { types: "./attune-client.d.ts", default: "./attune-client.js" } },
    bin: { "attune-types": "./attune-types.js" },
  };
}
