// `node scripts/images/main.ts apps/api /image`: a step of the Dockerfile.
import path from "node:path";
import { assembleApp } from "./assemble-app.ts";

const [workspace, target] = process.argv.slice(2);
if (workspace === undefined || target === undefined) {
  console.error("Say which workspace, and into which folder: node scripts/images/main.ts apps/api /image");
  process.exit(1);
}
assembleApp(path.join(import.meta.dirname, "../.."), workspace, path.resolve(target));
