import { StoreResting } from "@attune/core/ports/breaker";
import { LogUnavailable } from "@attune/core/ports/log";
import { memoryLog } from "@attune/core/ports/log.memory";
import { memoryStandingStore } from "@attune/core/ports/standing-store.memory";
import { memoryStateStore } from "@attune/core/ports/state-store.memory";
import { memoryVectorIndex } from "@attune/core/ports/vector-index.memory";
import { expect, it } from "vitest";
import { StoreBreakers } from "./store-breakers.ts";

const RECORD = { partition: 0, key: "k", value: Buffer.from("v"), timestampMs: 1 };
const away = (): Promise<never> => Promise.reject(new Error("away"));

it("guards each port by itself, and tells which one is left alone", async () => {
  const told: string[] = [];
  const breakers = new StoreBreakers((store, state) => told.push(`${store} ${state}`));
  const state = breakers.state({ ...memoryStateStore(), read: away });
  const standings = breakers.standings({ ...memoryStandingStore(), read: away });
  const vectors = breakers.vectors({ ...memoryVectorIndex({ dimensions: 1 }), vectors: away });
  const calls = [() => state.read([]), () => standings.read("t", ["s"]), () => vectors.vectors("t", [1])];
  expect(breakers.readings.map((reading) => reading.state)).toEqual(["closed", "closed", "closed"]);
  for (const call of calls) {
    for (let i = 0; i < 5; i++) await expect(call()).rejects.toThrow("away");
    await expect(call()).rejects.toThrow(StoreResting);
  }
  expect(told).toEqual(["state open", "standings open", "index open"]);
  expect(breakers.readings.map(({ store, state }) => `${store} ${state}`)).toEqual(told);
  // What goes to the same store by another way than a request's is not refused.
  expect(await state.offset({ lane: "users", partition: 0 })).toBe(0);
});

it("refuses appends while the log is left alone, with the error that is answered by 503 and Retry-After", async () => {
  const breakers = new StoreBreakers(() => undefined);
  const log = memoryLog();
  let asked = 0;
  const guarded = breakers.log({
    ...log,
    append: (...records) => {
      asked++;
      return log.append(...records);
    },
  });
  expect(await guarded.append("events", [RECORD])).toEqual([0]);
  await log.close();
  for (let i = 0; i < 8; i++) await expect(guarded.append("events", [RECORD])).rejects.toThrow(LogUnavailable);
  expect([breakers.readings, asked]).toEqual([[{ store: "log", state: "open" }], 5]);
});
