import { type BreakerState, StoreResting } from "@attune/core/ports/breaker";
import { LogOverloaded } from "@attune/core/ports/log";
import { CircuitState, CountBreaker, circuitBreaker, handleWhen } from "cockatiel";

export interface StoreBreakerOptions {
  readonly store: string;
  /** A call without an answer after this time counts as failed. It is not cut off: whoever waits longer may still have its answer. */
  readonly lateMs: number;
  readonly onChange?: (state: BreakerState) => void;
}

export interface StoreBreaker {
  readonly state: BreakerState;
  /** What `call` comes to; `StoreResting` at once, without calling, while the store is left alone. */
  run<T>(call: () => Promise<T>): Promise<T>;
}

/** Opens when more than half of the last calls failed, so many at least: one slow call is no outage. */
const LAST_CALLS = { threshold: 0.5, size: 20, minimumNumberOfCalls: 5 } as const;
/** As long as Retry-After says. */
const REST_MS = 1_000;

const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.HalfOpen]: "half-open",
  [CircuitState.Open]: "open",
  [CircuitState.Isolated]: "open",
};

/** Docs: decisions/0011-circuit-breakers.md. About 2 µs for each call. */
export function storeBreaker({ store, lateMs, onChange = () => undefined }: StoreBreakerOptions): StoreBreaker {
  // Neither what the caller got wrong nor that there is enough to do says that the store is away.
  const policy = circuitBreaker(
    handleWhen((cause) => !(cause instanceof RangeError || cause instanceof LogOverloaded)),
    { halfOpenAfter: REST_MS, breaker: new CountBreaker(LAST_CALLS) },
  );
  policy.onStateChange((state) => onChange(STATES[state]));

  return {
    get state() {
      return STATES[policy.state];
    },

    async run<T>(call: () => Promise<T>): Promise<T> {
      // The library lets others wait for what the one that tries finds out; ours have a deadline.
      if (policy.state === CircuitState.HalfOpen) throw new StoreResting(store);
      let called: Promise<T> | undefined;
      await policy
        .execute(async () => {
          called = call();
          await inTime(called, lateMs);
        })
        .catch((cause: unknown) => {
          if (called === undefined) throw new StoreResting(store, { cause });
        });
      return called as Promise<T>;
    },
  };
}

/**
 * Rejects as the call does, or when it is late. A process that was busy for so long comes to its timers before it comes to what has arrived meanwhile: that is
 * taken in first, or the store would be blamed for our own work.
 */
async function inTime(call: Promise<unknown>, lateMs: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const judge = () => late.reject(new Error(`no answer within ${lateMs} ms`));
  const timer = setTimeout(() => setImmediate(judge), lateMs);
  try {
    await Promise.race([call, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
