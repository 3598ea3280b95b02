// `npm run services -- up|down|status`: Postgres, Redis, Kafka and Qdrant's engine on this machine, without Docker and without a platform.
import path from "node:path";
import { sentenceOf } from "../platform/failure.ts";
import { homeAt } from "../platform/home.ts";
import { readSettings } from "../platform/settings.ts";
import { bringDown, bringUp, describeServers } from "./up-and-down.ts";

const [command, ...rest] = process.argv.slice(2);
try {
  const settings = readSettings(process.env, path.join(import.meta.dirname, "../.."));
  const folder = homeAt(settings.ATTUNE_HOME).services;
  if (rest.length > 0) usage();
  else if (command === "up") await bringUp(folder, console.log);
  else if (command === "down") await bringDown(folder, console.log);
  else if (command === "status") process.exitCode = describeServers(folder, console.log) ? 0 : 1;
  else usage();
} catch (error) {
  console.error(`\n${sentenceOf(error, "The servers")}\n`);
  process.exitCode = 1;
}

function usage(): void {
  console.error("\nnpm run services -- up       starts Postgres, Redis, Kafka and Qdrant, and prints what to export\n");
  console.error("npm run services -- down     stops those that `up` started\nnpm run services -- status   says what runs\n");
  process.exitCode = 1;
}
