// The book shop's catalogue and history, sent once through the public API: a job that ends. It knows the API's address and a key.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { writeAtomically } from "../../scripts/platform/write-atomically.ts";
import { apiClient } from "../api-client.ts";
import { openBookShop } from "./open-book-shop.ts";

const env = z.object({ API_URL: z.url(), API_KEY: z.string().min(1), ATTUNE_HOME: z.string().min(1) }).parse(process.env);
const stateSchema = z.object({
  /** Fixed at the first start, so that an interrupted one sends the same events again. */
  historyEndMs: z.number(),
  done: z.boolean(),
});

const file = path.join(env.ATTUNE_HOME, "book-shop.json");
const save = (state: z.infer<typeof stateSchema>) => writeAtomically(file, JSON.stringify(state));
const leaving = new AbortController();
process.on("disconnect", () => leaving.abort());
process.on("SIGTERM", () => leaving.abort());

try {
  const state = existsSync(file) ? stateSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : { historyEndMs: Date.now(), done: false };
  if (!state.done) {
    save(state);
    await openBookShop(apiClient({ url: env.API_URL, key: env.API_KEY, signal: leaving.signal }), state.historyEndMs);
    save({ ...state, done: true });
  }
} catch (error) {
  if (!leaving.signal.aborted) throw error;
}
process.exit(0);
