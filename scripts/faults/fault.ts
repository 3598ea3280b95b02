import type { World } from "./run/world.ts";

/** One way in which something goes wrong under load. Whoever adds one adds a file, and its row in docs/guarantees.md comes by itself. */
export interface Fault {
  /** For `--only`. */
  readonly name: string;
  /** What is done, for the table. */
  readonly what: string;
  /** How often it is done. */
  readonly runs: { readonly short: number; readonly long: number };
  /** How long it lasts before it is healed. */
  readonly lastsMs: { readonly short: number; readonly long: number };
  /** How many brokers there must be; one unless told. */
  readonly brokers?: 3;
  /** What some lists must say they lack while it lasts. */
  readonly degrades?: RegExp;
  inject(world: World): Promise<Heal>;
}

/** Takes it back: afterwards everything runs again or is about to. */
type Heal = () => Promise<void>;
