import { type BreakerReading, type BreakerState, StoreResting } from "@attune/core/ports/breaker";
import { type Log, LogUnavailable } from "@attune/core/ports/log";
import type { StandingStore } from "@attune/core/ports/standing-store";
import type { StateStore } from "@attune/core/ports/state-store";
import type { VectorIndex } from "@attune/core/ports/vector-index";
import { type StoreBreaker, storeBreaker } from "./store-breaker.ts";

/** Twice the deadline of a recommendation: what comes later is of no use to it. */
const LATE_READ_MS = 100;
/** An election of a partition's leader takes about a second, and then the append succeeds. */
const LATE_APPEND_MS = 2_000;

/**
 * The breakers of a process that has deadlines, one for each remote port: what a request waits for. Wrappers as those of the hop board; what nobody waits for
 * (tails, scans, lanes) is not guarded. A process that has patience makes none.
 */
export class StoreBreakers {
  readonly #onChange: (store: string, state: BreakerState) => void;
  readonly #breakers = new Map<string, StoreBreaker>();

  constructor(onChange: (store: string, state: BreakerState) => void) {
    this.#onChange = onChange;
  }

  get readings(): readonly BreakerReading[] {
    return Array.from(this.#breakers, ([store, { state }]) => ({ store, state }));
  }

  log(log: Log): Log {
    const breaker = this.#breakerOf("log", LATE_APPEND_MS);
    return {
      ...log,
      append: (topic, records) =>
        breaker
          .run(() => log.append(topic, records))
          .catch((cause: unknown) => {
            throw cause instanceof StoreResting ? new LogUnavailable(cause.message, { cause }) : cause;
          }),
    };
  }

  state(state: StateStore): StateStore {
    const breaker = this.#breakerOf("state", LATE_READ_MS);
    return { ...state, read: (keys) => breaker.run(() => state.read(keys)) };
  }

  standings(standings: StandingStore): StandingStore {
    const breaker = this.#breakerOf("standings", LATE_READ_MS);
    return {
      ...standings,
      read: (tenant, subjects) => breaker.run(() => standings.read(tenant, subjects)),
      write: (tenant, subject, standing) => breaker.run(() => standings.write(tenant, subject, standing)),
    };
  }

  vectors(vectors: VectorIndex): VectorIndex {
    const breaker = this.#breakerOf("index", LATE_READ_MS);
    return {
      ...vectors,
      search: (tenant, query, limit, scope) => breaker.run(() => vectors.search(tenant, query, limit, scope)),
      searches: (tenant, asks) => breaker.run(() => vectors.searches(tenant, asks)),
      vectors: (tenant, keys) => breaker.run(() => vectors.vectors(tenant, keys)),
    };
  }

  #breakerOf(store: string, lateMs: number): StoreBreaker {
    const breaker = storeBreaker({ store, lateMs, onChange: (state) => this.#onChange(store, state) });
    this.#breakers.set(store, breaker);
    return breaker;
  }
}
