import { spawnSync } from "node:child_process";

/** Something of the machine's that a server is run by. */
export interface Program {
  readonly name: string;
  readonly neededBy: string;
  /** Debian's package. */
  readonly debianPackage: string;
  readonly mend: string;
  /** What it says of itself, or `undefined` where it is missing or too old. */
  version(): string | undefined;
}

const JAVA_MAJOR = 17;

export const PROGRAMS: readonly Program[] = [
  {
    name: "redis-server",
    neededBy: "Redis",
    debianPackage: "redis-server",
    mend: "apt-get install redis-server (macOS: brew install redis), or set REDIS_URL to one that runs",
    version: () => /v=(\S+)/.exec(said(process.env.REDIS_SERVER ?? "redis-server", ["--version"]))?.[1],
  },
  {
    name: "java",
    neededBy: "Kafka",
    debianPackage: "default-jre-headless",
    mend: `apt-get install default-jre-headless (macOS: brew install openjdk): ${JAVA_MAJOR} or later; or set KAFKA_BROKERS to a broker that runs`,
    version() {
      const found = /version "((\d+)[^"]*)"/.exec(said("java", ["-version"]));
      return Number(found?.[2] ?? 0) >= JAVA_MAJOR ? found?.[1] : undefined;
    },
  },
  {
    name: "mvn",
    neededBy: "Kafka",
    debianPackage: "maven",
    mend: "apt-get install maven (macOS: brew install maven), which fetches Kafka's jars; or set KAFKA_BROKERS to a broker that runs",
    version: () => /Apache Maven ([\d.]+)/.exec(said("mvn", ["--version"]))?.[1],
  },
  {
    name: "python3",
    neededBy: "Qdrant",
    debianPackage: "python3-venv",
    mend: "apt-get install python3-venv (macOS: brew install python): 3.10 or later; or set QDRANT_URL to a Qdrant that runs",
    // Debian's Python lacks what makes virtual environments until its package is there.
    version: () => /^(3\.\d+\S*)/.exec(said("python3", ["-c", PYTHON_VERSION]))?.[1],
  },
];

const PYTHON_VERSION = "import ensurepip, platform, sys, venv; assert sys.version_info >= (3, 10); print(platform.python_version())";

export function missingPrograms(): readonly Program[] {
  return PROGRAMS.filter((program) => program.version() === undefined);
}

function said(command: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8", shell: process.platform === "win32" });
  return status === 0 ? `${stdout}${stderr}` : "";
}
