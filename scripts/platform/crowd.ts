import { existsSync } from "node:fs";
import { describeDataset } from "../datasets/detect-dataset.ts";
import { type ImportState, readImportState, writeImportState } from "../datasets/import-state.ts";
import { Failure } from "./failure.ts";
import type { StartFlags } from "./flags.ts";
import type { Home } from "./home.ts";

/** Who fills the platform: the simulated audience, a data set, or nobody. */
export type Crowd = "audience" | "import" | "none";

/**
 * A data set takes over the demo tenant for good: an unfinished import goes on at every later start, and the audience stays away.
 * Throws a Failure for a folder that is no data set, or another one than this state folder already holds.
 */
export function chooseCrowd(home: Home, flags: StartFlags): Crowd {
  const state = readImportState(home.dataset);
  if (state !== undefined) return goOnWith(state, flags, home);
  if (flags.dataset === undefined) return flags.traffic ? "audience" : "none";
  const format = describeDataset(flags.dataset);
  writeImportState(home.dataset, { folder: flags.dataset, format, stage: "catalogue", position: 0 });
  return "import";
}

function goOnWith(state: ImportState, flags: StartFlags, home: Home): Crowd {
  if (flags.dataset !== undefined && flags.dataset !== state.folder) {
    throw new Failure(`${home.root} already holds ${state.folder}. Add --fresh to forget it, or set ATTUNE_HOME to another folder.`);
  }
  if (state.stage === "done") return "none";
  if (!existsSync(state.folder))
    throw new Failure(`The unfinished import needs ${state.folder}, which is gone. Put it back, or start with --fresh.`);
  return "import";
}
