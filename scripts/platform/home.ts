import { mkdirSync } from "node:fs";
import path from "node:path";

/** Where everything that one platform keeps is to be found; nothing is written elsewhere but caches of the build. */
export interface Home {
  readonly root: string;
  readonly data: string;
  /** Copies of the lanes' state. */
  readonly checkpoints: string;
  readonly logs: string;
  readonly lock: string;
  readonly supervisor: string;
  readonly secrets: string;
  readonly journal: string;
  readonly demo: string;
  readonly audience: string;
  readonly bookShop: string;
  readonly dataset: string;
  /** Of the real servers that our scripts start. */
  readonly services: string;
}

export function homeAt(root: string): Home {
  const at = (name: string) => path.join(root, name);
  return {
    root,
    data: at("data"),
    checkpoints: at("checkpoints"),
    logs: at("logs"),
    lock: at("lock.db"),
    supervisor: at("supervisor.json"),
    secrets: at("secrets.json"),
    journal: at("journal.jsonl"),
    demo: at("demo.json"),
    audience: at("audience.json"),
    bookShop: at("book-shop.json"),
    dataset: at("dataset.json"),
    services: at("services"),
  };
}

/** Creates the folders that children expect to find. */
export function prepareHome(home: Home): void {
  for (const folder of [home.root, home.data, home.logs]) mkdirSync(folder, { recursive: true });
}
