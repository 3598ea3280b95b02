import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { freemem, totalmem } from "node:os";
import path from "node:path";
import { PROGRAMS } from "../services/programs.ts";
import { findChromium } from "../testing/chromium.ts";
import type { Home } from "./home.ts";
import { runningHolder } from "./home-lock.ts";
import { LOOPBACK } from "./plans.ts";
import { assertPortFree } from "./ports.ts";
import type { Settings } from "./settings.ts";

export interface Finding {
  readonly what: string;
  readonly found: string;
  readonly problem?: { readonly required: boolean; readonly mend: string };
}

const GIB = 2 ** 30;
const DISK_GIB = 2;
const MEMORY_GIB = 2;
const NODE_MAJOR = 24;

/** Looks at the machine, changes nothing. */
export async function examine(settings: Settings, home: Home): Promise<Finding[]> {
  const holder = existsSync(home.lock) ? runningHolder(home) : undefined;
  return [
    node(),
    npm(),
    glibc(),
    { what: "state folder", ...writable(home.root) },
    holder === undefined
      ? { what: "lock", found: "no Attune runs on this state folder" }
      : {
          what: "lock",
          found: `process ${holder.pid} runs on this state folder`,
          problem: { required: true, mend: `kill ${holder.pid}   (or set ATTUNE_HOME to another folder)` },
        },
    await port("API_PORT", settings.API_PORT),
    await port("WEB_PORT", settings.WEB_PORT),
    disk(home.root),
    memory(),
    git(),
    chromium(),
    ...serverPrograms(),
  ];
}

function node(): Finding {
  const major = Number(process.versions.node.split(".")[0]);
  const found = `${process.version} at ${process.execPath}`;
  return major >= NODE_MAJOR
    ? { what: "node", found }
    : { what: "node", found, problem: { required: true, mend: "npm run doctor   (npm fetches Node 24; do not run this file directly)" } };
}

function npm(): Finding {
  const { status, stdout } = spawnSync("npm", ["--version"], { encoding: "utf8", shell: process.platform === "win32" });
  return status === 0
    ? { what: "npm", found: stdout.trim() }
    : { what: "npm", found: "not in PATH", problem: { required: true, mend: "install npm (it comes with Node)" } };
}

function glibc(): Finding {
  if (process.platform !== "linux") return { what: "platform", found: `${process.platform}-${process.arch}` };
  const report = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const version = report.header.glibcVersionRuntime;
  return version === undefined
    ? {
        what: "platform",
        found: "a Linux without glibc",
        problem: { required: true, mend: "use a glibc distribution (Debian, Ubuntu, Fedora): the embedded Postgres and stores need it" },
      }
    : { what: "platform", found: `linux-${process.arch}, glibc ${version}` };
}

function writable(folder: string): Omit<Finding, "what"> {
  try {
    accessSync(nearestExisting(folder), constants.W_OK);
    return { found: folder };
  } catch {
    return { found: `${folder} cannot be written to`, problem: { required: true, mend: "set ATTUNE_HOME to a folder of your own" } };
  }
}

async function port(variable: "API_PORT" | "WEB_PORT", number: number): Promise<Finding> {
  const what = variable;
  try {
    await assertPortFree(number, variable, LOOPBACK);
    return { what, found: `${number} is free` };
  } catch {
    return { what, found: `${number} is taken`, problem: { required: true, mend: `${variable}=${number + 1} npm start` } };
  }
}

function disk(folder: string): Finding {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  const gib = (bavail * bsize) / GIB;
  const found = `${gib.toFixed(1)} GiB free`;
  return gib >= DISK_GIB
    ? { what: "disk", found }
    : { what: "disk", found, problem: { required: true, mend: `free ${DISK_GIB} GiB, or set ATTUNE_HOME to a larger disk` } };
}

function memory(): Finding {
  const found = `${(freemem() / GIB).toFixed(1)} of ${(totalmem() / GIB).toFixed(1)} GiB free`;
  return freemem() / GIB >= MEMORY_GIB
    ? { what: "memory", found }
    : { what: "memory", found, problem: { required: false, mend: `close something: about ${MEMORY_GIB} GiB are comfortable` } };
}

function git(): Finding {
  const { status, stdout } = spawnSync("git", ["--version"], { encoding: "utf8" });
  return status === 0
    ? { what: "git", found: stdout.trim() }
    : {
        what: "git",
        found: "not in PATH",
        problem: { required: false, mend: "install git; npm test's format check asks it which files are ignored" },
      };
}

function chromium(): Finding {
  const found = findChromium(process.env);
  return found === undefined
    ? {
        what: "chromium",
        found: "not found",
        problem: { required: false, mend: "apt-get install chromium   (npm test does so itself as root), or set CHROMIUM_PATH" },
      }
    : { what: "chromium", found };
}

/** Only the real servers need them: `npm run start:services`, and `npm test`, which tests against them. */
function serverPrograms(): Finding[] {
  return PROGRAMS.map(({ name, neededBy, mend, version }) => {
    const found = version();
    return found === undefined
      ? { what: name, found: `not found; ${neededBy} needs it`, problem: { required: false, mend } }
      : { what: name, found: `${found}, for ${neededBy}` };
  });
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(path.dirname(folder));
}
