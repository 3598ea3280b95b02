import { writeSync } from "node:fs";
import { endWithParent } from "@attune/adapters/embedded/child-process.fixture";
import { startWorker } from "../worker.ts";
import { impatientPorts } from "./erasure-world.fixture.ts";

/** A worker for erasure-crash.test.ts to kill: `<home> <database url> <master key in hex>`. */
endWithParent();
const [home, url, masterKey] = process.argv.slice(2) as [string, string, string];
const ports = await impatientPorts(home, url, Buffer.from(masterKey, "hex"));
const worker = await startWorker(ports);
worker.finished.catch(() => process.exit(1));
writeSync(1, "working\n");
