import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Failure } from "../platform/failure.ts";

const run = promisify(execFile);
const TOOL = path.join(import.meta.dirname, "../../tools/kafka-broker");

export interface KafkaJars {
  readonly classPath: string;
  /** The JVM's archive of loaded classes, made once: a start takes 1.3 s with it instead of 3. */
  readonly classArchive: string;
  readonly logConfiguration: string;
}

/**
 * The broker's jars, copied once by Maven beside the installed packages (46 jars, 43 MB, about 6 s). Another pom makes another folder; a copy
 * that was interrupted is begun anew.
 */
export async function kafkaJars(): Promise<KafkaJars> {
  const pom = path.join(TOOL, "pom.xml");
  const digest = createHash("sha256").update(readFileSync(pom)).digest("hex").slice(0, 12);
  const folder = path.join(TOOL, "../../node_modules/.cache/kafka-broker", digest);
  if (!existsSync(folder)) await copyJars(pom, folder);
  return {
    classPath: path.join(folder, "*"),
    classArchive: path.join(folder, "classes.jsa"),
    logConfiguration: path.join(TOOL, "log4j2.xml"),
  };
}

async function copyJars(pom: string, folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const args = ["-B", "-q", "-ntp", "-f", pom, "dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${unfinished}`];
  try {
    await run(process.platform === "win32" ? "mvn.cmd" : "mvn", args, { maxBuffer: 16 * 1024 * 1024 });
    renameSync(unfinished, folder);
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    if (existsSync(folder)) return; // another process was faster
    if ((cause as NodeJS.ErrnoException).code === "ENOENT")
      throw new Failure(
        "Kafka's jars come by Maven, which is missing. Debian: apt-get install maven default-jre-headless; or set KAFKA_BROKERS to a broker that runs.",
        { cause },
      );
    throw new Failure(
      `Maven could not copy Kafka's jars: ${cause instanceof Error ? cause.message.split("\n").slice(0, 5).join(" ") : String(cause)}`,
      {
        cause,
      },
    );
  }
}
