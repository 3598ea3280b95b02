import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { runningServers, type ServerName, VARIABLES } from "../services/stack.ts";
import { Failure } from "./failure.ts";
import type { Home } from "./home.ts";

/** Only what Attune itself put there: ATTUNE_HOME may have been set to a folder that holds other things. The lock stays, it is held. */
const OURS = [
  "data",
  "checkpoints",
  "postgres",
  "logs",
  "secrets.json",
  "journal.jsonl",
  "demo.json",
  "audience.json",
  "book-shop.json",
  "dataset.json",
  "services",
];

/**
 * Throws a Failure while servers hold state that is not in our hands: half of it forgotten is worse than none, since offsets in one point into
 * another.
 */
export function forgetState(home: Home, named: readonly ServerName[]): void {
  const [ours] = runningServers(home.services).values();
  if (ours !== undefined)
    throw new Failure(`--fresh cannot forget what ${ours.name} holds while it runs. Stop it first: npm run services -- down`);
  if (named.length > 0)
    throw new Failure(`--fresh forgets what is in ${home.root}, not what ${named.map((name) => VARIABLES[name]).join(", ")} points to.`);
  for (const name of OURS) rmSync(path.join(home.root, name), { recursive: true, force: true });
  for (const name of readdirSync(home.root)) if (name.endsWith(".tmp")) rmSync(path.join(home.root, name), { force: true });
}
