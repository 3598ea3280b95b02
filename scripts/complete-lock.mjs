// Adds lock entries for the optional packages of other platforms. npm leaves them out of a lock that was written where the registry did
// not offer them, and `npm ci` then fails elsewhere with "Missing: ... from lock file". Run after every change of the lock.
// They carry no integrity: npm takes it from the registry when such a platform installs them.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));

const SYSTEMS = {
  linuxmusl: "linux",
  windows: "win32",
  ...same("aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"),
};
const PROCESSORS = {
  armv7: "arm",
  wasm: "wasm32",
  64: "x64",
  ...same("arm", "arm64", "ia32", "loong64", "mips64", "mips64el", "ppc64", "ppc64le", "riscv64", "s390x", "wasm32", "x64"),
};

const added = [];
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const pinned = /^\d/.test(range);
    if (!pinned || isLocked(place, name)) continue;
    lock.packages[`node_modules/${name}`] = missingEntry(name, range, entry.dev);
    added.push(`${name} ${range}`);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? "The lock is complete." : `Added ${added.length}:\n${added.join("\n")}`);

/** Node's own lookup: in the package's node_modules, then in every folder above it. */
function isLocked(place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    if (lock.packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === "") return false;
  }
}

function missingEntry(name, version, dev) {
  const words = name.split(/[-/]/);
  const os = words.map((word) => SYSTEMS[word]).find(Boolean);
  const cpu = words.map((word) => PROCESSORS[word]).find(Boolean);
  const libc = /musl/.test(name) ? "musl" : /linux.*gnu/.test(name) ? "glibc" : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev: true }),
    ...(libc && { libc: [libc] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

function same(...words) {
  return Object.fromEntries(words.map((word) => [word, word]));
}
