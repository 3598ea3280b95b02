import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BenchPlatform } from "../platform/bench-platform.ts";
import { beginProfile } from "./begin-profile.ts";
import { hottest } from "./hottest.ts";
import { packageOf, sharesOf } from "./shares-of.ts";

const OWNERS_TOLD = 14;

/** CPU profiles of phases, taken through the inspector; without a folder nothing is taken. */
export class Profiles {
  readonly #folder: string | undefined;
  readonly #tell: (line: string) => void;

  constructor(folder: string | undefined, tell: (line: string) => void) {
    this.#folder = folder;
    this.#tell = tell;
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
  }

  get wanted(): boolean {
    return this.#folder !== undefined;
  }

  during<T>(phase: string, { api, worker }: BenchPlatform, work: () => Promise<T>): Promise<T> {
    return this.#take(`${phase}-api`, api, () => this.#take(`${phase}-worker`, worker, work));
  }

  async #take<T>(name: string, process: BenchPlatform["api" | "worker"], work: () => Promise<T>): Promise<T> {
    if (!this.wanted) return work();
    const finish = await this.#begin(name, process);
    const result = await work();
    await finish();
    return result;
  }

  async #begin(name: string, process: BenchPlatform["api" | "worker"]): Promise<() => Promise<void>> {
    const finish = await beginProfile(process.inspectUrl);
    return async () => {
      const profile = await finish();
      const file = path.join(String(this.#folder), `${name}.cpuprofile`);
      writeFileSync(file, JSON.stringify(profile));
      this.#tell(`profile ${file}`);
      for (const line of hottest(profile, 25)) this.#tell(`  ${line}`);
      const owners = [...sharesOf(profile, packageOf)].slice(0, OWNERS_TOLD);
      this.#tell(`  by package: ${owners.map(([owner, share]) => `${owner || "V8 itself"} ${(100 * share).toFixed(1)} %`).join(", ")}`);
    };
  }
}
