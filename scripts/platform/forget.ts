import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Home } from "./home.ts";

/** Only what Attune itself put there: ATTUNE_HOME may have been set to a folder that holds other things. The lock stays, it is held. */
const OURS = ["data", "postgres", "logs", "secrets.json", "journal.jsonl", "demo.json", "audience.json", "book-shop.json", "dataset.json"];

export function forgetState(home: Home): void {
  for (const name of OURS) rmSync(path.join(home.root, name), { recursive: true, force: true });
  for (const name of readdirSync(home.root)) if (name.endsWith(".tmp")) rmSync(path.join(home.root, name), { force: true });
}
