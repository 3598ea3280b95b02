// The import as a process of its own, started by the supervisor; it goes on where the last one ended.
import { existsSync } from "node:fs";
import path from "node:path";
import { Presets, SingleBar } from "cli-progress";
import { z } from "zod";
import { apiClient } from "../scenarios/api-client.ts";
import { shopCatalogue } from "../scenarios/music-shop/catalogue.ts";
import { openDataset } from "./datasets/detect-dataset.ts";
import { importDataset } from "./datasets/import-dataset.ts";
import { readImportState, writeImportState } from "./datasets/import-state.ts";
import { homeAt } from "./platform/home.ts";

const env = z.object({ API_URL: z.url(), API_KEY: z.string().min(1), ATTUNE_HOME: z.string().min(1) }).parse(process.env);

const leaving = new AbortController();
process.on("disconnect", () => leaving.abort());
process.on("SIGTERM", () => leaving.abort());

const home = homeAt(env.ATTUNE_HOME);
const state = readImportState(home.dataset);
if (state === undefined) throw new Error(`there is no import in ${home.root}`);
const bar = new SingleBar(
  {
    format: "  importing {bar} {percentage}% | {value} of {total} events | {rate}/s | {eta_formatted} left",
    noTTYOutput: true,
    notTTYSchedule: 5000,
    hideCursor: true,
  },
  Presets.shades_classic,
);
let began: { readonly atMs: number; readonly position: number } | undefined;

try {
  const report = await importDataset(openDataset(state.folder), state, {
    api: apiClient({ url: env.API_URL, key: env.API_KEY, signal: leaving.signal }),
    itemsToRemove: existsSync(path.join(home.audience)) ? shopCatalogue().map(({ item }) => item.itemId) : [],
    now: Date.now,
    save: (next) => writeImportState(home.dataset, next),
    said: (line) => console.log(`  ${line}`),
    progress(sent, total) {
      const nowMs = performance.now();
      if (began === undefined) {
        began = { atMs: nowMs, position: sent };
        bar.start(total, sent, { rate: "-" });
      }
      bar.update(sent, { rate: Math.round(((sent - began.position) / Math.max(1, nowMs - began.atMs)) * 1000) });
    },
  });
  bar.stop();
  const left = Object.entries(report.skipped).map(([reason, rows]) => `${rows} ${reason}`);
  const passed = left.length === 0 ? "" : `; left out: ${left.join(", ")}`;
  const again = report.duplicates === 0 ? "" : `, ${report.duplicates} known already`;
  console.log(`  Imported: ${report.accepted} events accepted${again}, ${report.rejected} rejected${passed}.`);
  process.exit(0);
} catch (error) {
  bar.stop();
  if (leaving.signal.aborted) process.exit(1);
  console.error(`  The import stopped: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
