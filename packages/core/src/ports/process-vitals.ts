import type { ProcessVitals } from "../metrics/schema.ts";

/** How this process did since the last call; called once a second, the numbers are of that second. */
export type TakeVitals = () => ProcessVitals;
