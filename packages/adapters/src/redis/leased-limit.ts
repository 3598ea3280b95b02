import { rateDecision } from "@attune/core/limits/rate-decision";
import type { RateDecision, RateRequest } from "@attune/core/limits/schema";
import { takeUnits } from "@attune/core/limits/take-units";
import type { RedisPatience } from "./redis-patience.ts";
import type { TakenUnits, TakeUnits } from "./take-units-script.ts";
import { UnitsAhead } from "./units-ahead.ts";

/** Units ahead are for so long: a process that falls silent keeps nothing from the others for longer than nobody notices. */
const LEASE_MS = 50;
/** Below that many units in the last lease's time a round trip for each costs nothing worth saving, and units ahead would be wasted. */
const LEAST_AHEAD = 8;

interface Waiting {
  readonly request: RateRequest;
  readonly decide: (decision: RateDecision) => void;
}

/**
 * One limit that several processes share. What Redis gave ahead is spent without asking; that it would refuse is known without asking, because the others
 * can only take more; the rest asks, all that wait in one round trip. When Redis does not answer, what this process admitted by itself decides.
 */
export class LeasedLimit {
  readonly #take: TakeUnits;
  readonly #patience: RedisPatience;
  readonly #waiting: Waiting[] = [];
  #asking = false;
  readonly #ahead = new UnitsAhead();
  /** How many there were when the last were given. */
  #aheadAtFirst = 0;
  /** When the next unit is due for all processes together, at the earliest. */
  #sharedArrivalMs = 0;
  /** The same for what this process admitted. */
  #ownArrivalMs = 0;
  #window = 0;
  #unitsInWindow = 0;
  #unitsBefore = 0;

  constructor(take: TakeUnits, patience: RedisPatience) {
    this.#take = take;
    this.#patience = patience;
  }

  take(request: RateRequest, nowMs: number): RateDecision | Promise<RateDecision> {
    this.#turnWindow(nowMs);
    if (this.#ahead.spend(request.units, nowMs)) {
      this.#count(request, nowMs);
      if (this.#ahead.left(nowMs) * 2 < this.#aheadAtFirst && !this.#asking) void this.#ask(request, nowMs);
      return rateDecision(request, this.#usedMs(request, nowMs), true);
    }
    if (this.#patience.isOver(nowMs)) return this.#alone(request, nowMs);
    const known = takeUnits(this.#sharedArrivalMs, request, nowMs);
    if (!known.decision.admitted) return known.decision;
    return new Promise((decide) => {
      this.#waiting.push({ request, decide });
      if (!this.#asking) void this.#ask(request, nowMs);
    });
  }

  /** Never rejects. Goes on while somebody waits. */
  async #ask(latest: RateRequest, askedMs: number): Promise<void> {
    this.#asking = true;
    const waiting = this.#waiting.splice(0);
    const { key, perSecond, burst } = waiting.at(-1)?.request ?? latest;
    const recent = Math.max(this.#unitsBefore, this.#unitsInWindow);
    const ahead = recent < LEAST_AHEAD ? 0 : Math.max(0, recent - this.#ahead.left(askedMs));
    const taken = await this.#patience.within(
      this.#take({ key, perSecond, burst, ahead, keptMs: LEASE_MS, units: waiting.map(({ request }) => request.units) }),
    );
    this.#asking = false;
    const nowMs = this.#patience.nowMs();
    this.#turnWindow(nowMs);
    if (taken === undefined) for (const { request, decide } of waiting) decide(this.#alone(request, nowMs));
    else this.#share(taken, waiting, askedMs, nowMs);
    const next = this.#waiting[0];
    if (next === undefined) return;
    if (this.#patience.isOver(nowMs)) for (const { request, decide } of this.#waiting.splice(0)) decide(this.#alone(request, nowMs));
    else void this.#ask(next.request, nowMs);
  }

  /** Times count from the question: Redis answered after it, so the units are due no earlier and spent no later than it reckoned. */
  #share({ usedMs, ahead, admitted }: TakenUnits, waiting: readonly Waiting[], askedMs: number, nowMs: number): void {
    this.#sharedArrivalMs = askedMs + usedMs;
    if (ahead > 0) {
      this.#ahead.add(ahead, askedMs + LEASE_MS);
      this.#aheadAtFirst = this.#ahead.left(nowMs);
    }
    for (const [i, { request, decide }] of waiting.entries()) {
      if (admitted[i] === true) this.#count(request, nowMs);
      decide(rateDecision(request, this.#usedMs(request, nowMs), admitted[i] === true));
    }
  }

  #alone(request: RateRequest, nowMs: number): RateDecision {
    const { arrivalMs, decision } = takeUnits(this.#ownArrivalMs, request, nowMs, true);
    this.#ownArrivalMs = arrivalMs;
    return decision;
  }

  /** What was admitted together with the others counts as well when this process is alone the next moment. */
  #count({ units, perSecond }: RateRequest, nowMs: number): void {
    this.#ownArrivalMs = Math.max(this.#ownArrivalMs, nowMs) + (units * 1000) / perSecond;
    this.#unitsInWindow += units;
  }

  /** What is leased and not spent is still there for whoever asks here. */
  #usedMs({ perSecond }: RateRequest, nowMs: number): number {
    return Math.max(0, this.#sharedArrivalMs - nowMs - (this.#ahead.left(nowMs) * 1000) / perSecond);
  }

  #turnWindow(nowMs: number): void {
    const window = Math.floor(nowMs / LEASE_MS);
    if (window === this.#window) return;
    this.#unitsBefore = window === this.#window + 1 ? this.#unitsInWindow : 0;
    this.#unitsInWindow = 0;
    this.#window = window;
  }
}
