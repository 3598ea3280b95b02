// Entry of every `npm run` script. Plain JavaScript that Node 18 can run: it brings Node 24, installs the packages, and hands over to
// the TypeScript that does the work. Two phases, because `npm ci` run by an old Node silently leaves out optional packages that this
// Node could not use: first the runtime alone, then npm itself run by Node 24.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const modules = path.join(root, "node_modules");
const stamp = path.join(modules, ".boot-stamp");
const keptRuntime = path.join(root, ".cache", "runtime");
const executable = process.platform === "win32" ? "node.exe" : "node";

const COMMANDS = {
  start: "scripts/start.ts",
  test: "scripts/test.ts",
  "test:faults": "scripts/faults/main.ts",
  check: "scripts/check.ts",
  doctor: "scripts/doctor.ts",
  status: "scripts/status.ts",
  services: "scripts/services/main.ts",
  evaluate: "apps/trainer/src/evaluate.ts",
  bench: "bench/src/main.ts",
  rebuild: "scripts/rebuild.ts",
  repartition: "scripts/repartition.ts",
  "residue-scan": "scripts/residue-scan.ts",
  "verify-certificate": "scripts/verify-certificate.ts",
};

/** What npm takes for its own setting when the `--` is forgotten: `npm start --fresh` would silently not be fresh. */
const SWALLOWED = {
  npm_config_traffic: "--no-traffic",
  npm_config_fresh: "--fresh",
  npm_config_services: "--services",
  npm_config_dataset: "--dataset <folder>",
};

const UNREACHABLE =
  "The package registry could not be reached. Check the network (or npm's proxy and registry settings), then run the same command again.";
const BRING_YOUR_OWN = "Install Node 24.11 or later yourself, then run the same command again.";

main();

function main() {
  const [name, ...args] = process.argv.slice(2);
  const entry = COMMANDS[name];
  if (entry === undefined) fail(`There is no command "${name ?? ""}". Known: ${Object.keys(COMMANDS).join(", ")}.`);
  for (const [variable, flag] of Object.entries(SWALLOWED)) {
    if (name === "start" && process.env[variable] !== undefined)
      fail(`npm kept ${flag} for itself. Put \`--\` before it: npm start -- ${flag}`);
  }
  try {
    install();
  } catch (error) {
    fail(mountFailure(error) ?? `Preparing the packages failed: ${error.message}`);
  }
  handOver(path.join(root, entry), args);
}

function install() {
  const wanted = createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && projectRuntime() !== undefined) return;
  if (!installedIsComplete()) {
    const node = installingRuntime();
    console.log(`Installing packages with Node ${version(node)} (about a minute the first time) ...`);
    npm(node, ["ci", "--ignore-scripts", "--loglevel=error"]);
  }
  writeFileSync(stamp, wanted);
  rmSync(keptRuntime, { recursive: true, force: true });
}

/** Whether node_modules already holds what the lock names for this platform, for instance after a plain `npm install`. */
function installedIsComplete() {
  const hidden = path.join(modules, ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const installed = JSON.parse(readFileSync(hidden, "utf8")).packages;
  const locked = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(locked).every(
    ([place, entry]) => !place.includes("node_modules/") || !isNeeded(entry) || installed[place]?.version === entry.version,
  );
}

/** Optional packages without a system of their own (WebAssembly fallbacks) are not needed; those of this platform are. */
function isNeeded({ optional, os, cpu, libc }) {
  if (optional && os === undefined) return false;
  const musl = process.platform === "linux" && !process.report?.getReport().header.glibcVersionRuntime;
  return (
    (os === undefined || os.includes(process.platform)) &&
    (cpu === undefined || cpu.includes(process.arch)) &&
    (libc === undefined || libc.includes(musl ? "musl" : "glibc"))
  );
}

/** The Node that runs the installation: this one when it is new enough, else the one of the lock file. */
function installingRuntime() {
  if (isNewEnough(process.version)) return outsideModules(process.execPath);
  console.log(`Node ${process.version} is too old for Attune; fetching a private Node 24 (52 MB, once) ...`);
  npm(process.execPath, ["ci", "--workspace=tools/runtime", "--ignore-scripts", "--loglevel=error"]);
  const fetched = projectRuntime();
  if (fetched === undefined) fail(whyThereIsNoRuntime());
  return outsideModules(fetched);
}

/** npm says nothing when an optional package could not be had; the lock tells a platform that has none from a network that is away. */
function whyThereIsNoRuntime() {
  const platform = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const locked = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  if (locked[`node_modules/node-${platform}`] === undefined) return `There is no Node 24 package for ${platform}. ${BRING_YOUR_OWN}`;
  if (existsSync(path.join(modules, `node-${platform}`)))
    return `The Node 24 package does not run on this system (it needs glibc). ${BRING_YOUR_OWN}`;
  return UNREACHABLE;
}

/** `npm ci` empties node_modules: a Node that lives there must go on from a link elsewhere meanwhile. */
function outsideModules(file) {
  if (!file.startsWith(modules + path.sep)) return file;
  const kept = path.join(keptRuntime, executable);
  mkdirSync(keptRuntime, { recursive: true });
  rmSync(kept, { force: true });
  try {
    linkSync(file, kept);
  } catch {
    copyFileSync(file, kept); // another file system
  }
  return kept;
}

/** The Node of tools/runtime, or this one when it is new enough and there is none. */
function projectRuntime() {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  try {
    const manifest = createRequire(path.join(root, "tools/runtime/package.json")).resolve(`${name}/package.json`);
    const file = path.join(path.dirname(manifest), "bin", executable);
    if (isNewEnough(version(file))) return file;
  } catch {
    // not installed, or there is none for this platform
  }
  return isNewEnough(process.version) ? process.execPath : undefined;
}

function npm(node, args) {
  const run = spawnSync(node, [npmProgram(), ...args], { cwd: root, encoding: "utf8", env: environment(node), maxBuffer: 1 << 26 });
  if (run.status === 0) return;
  const output = `${run.stdout ?? ""}${run.stderr ?? ""}${run.error?.message ?? ""}`;
  fail(npmFailure(output) ?? `\`npm ${args[0]}\` failed:\n${output.trim().split("\n").slice(-15).join("\n")}`);
}

/** npm's own JavaScript, so that npm and every script it starts run on the Node that we choose. */
function npmProgram() {
  const beside = path.dirname(realpathSync(process.execPath));
  const inPath = (process.env.PATH ?? "").split(path.delimiter).map((folder) => path.join(folder, "npm"));
  const candidates = [
    process.env.npm_execpath,
    path.join(beside, "../lib/node_modules/npm/bin/npm-cli.js"),
    path.join(beside, "node_modules/npm/bin/npm-cli.js"),
    "/usr/share/nodejs/npm/bin/npm-cli.js",
    ...inPath.filter((file) => existsSync(file)).map((file) => realpathSync(file)),
  ];
  const found = candidates.find((file) => file !== undefined && /npm-cli\.c?js$/.test(file) && existsSync(file));
  return (
    found ??
    fail("npm was not found, and it is needed to install the packages. Install npm (it comes with Node), then run the same command again.")
  );
}

function environment(node) {
  const own = [path.dirname(node), path.join(modules, ".bin"), process.env.PATH].join(path.delimiter);
  const env = {
    ...process.env,
    PATH: own,
    npm_config_update_notifier: "false",
    npm_config_fund: "false",
    npm_config_audit: "false",
    NEXT_TELEMETRY_DISABLED: "1",
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
  };
  for (const key of ["NODE", "npm_node_execpath", "npm_execpath"]) delete env[key]; // they name the Node that started npm
  return env;
}

function npmFailure(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|network request/i.test(output)) {
    return UNREACHABLE;
  }
  return mountFailure(new Error(output));
}

function mountFailure({ message }) {
  if (/ENOSPC|EDQUOT/.test(message)) return `The disk is full; about 1.5 GB are needed in ${root}.`;
  if (/EACCES|EROFS|EPERM/.test(message)) return `${root} cannot be written to. Use a folder of your own, or change its owner.`;
  return undefined;
}

// Node directly and not `npm run`: npm and sh do not pass SIGTERM on. The channel tells the child when this process was killed.
function handOver(file, args) {
  if (!existsSync(file)) fail(`${path.relative(root, file)} is missing from this checkout.`);
  const node = projectRuntime();
  const child = spawn(node, [file, ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: {
      ...environment(node),
      // kafkajs sets a timer to the year 1970 for every connection, and Node says so in every process.
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --disable-warning=TimeoutNegativeWarning`.trim(),
      ATTUNE_CALLED_FROM: process.env.INIT_CWD ?? process.cwd(),
    },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event !== undefined) stopWhenParentDies(child);
  child.on("error", (error) => fail(`${node} could not be started: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : signal === "SIGTERM" ? 143 : 1)));
}

/** `kill <pid of npm>` ends npm and its shell only: their death is seen by the change of parent. */
function stopWhenParentDies(child) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, 500).unref();
}

function version(file) {
  const run = spawnSync(file, ["-v"], { encoding: "utf8" });
  return run.status === 0 ? run.stdout.trim() : "";
}

function isNewEnough(text) {
  const [major, minor] = text.replace(/^v/, "").split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 11);
}

function fail(sentence) {
  console.error(`\n${sentence}\n`);
  process.exit(1);
}
