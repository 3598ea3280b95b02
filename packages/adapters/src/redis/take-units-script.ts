import type { RedisLink } from "./redis-link.ts";

/**
 * The arithmetic of core's `takeUnits` with Redis's own time, for several requests one after another: KEYS[1] the limit, ARGV units a second, burst, units wanted
 * ahead, how long those will be kept in ms, then the units of each request. Answers how far the next unit's arrival is ahead in ms, how many units ahead were given,
 * and 1 or 0 for each request.
 *
 * Units ahead are put where they may be spent last. A unit that conforms at that moment conforms whenever it is spent before, so leases admit nothing that a round
 * trip for each request would have refused. Half of what is left stays for the others.
 */
const TAKE_UNITS = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local unit = 1000 / ARGV[1]
local latest = now + ARGV[2] * unit
local arrival = math.min(math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now), latest)
local answer = {'', 0}
for i = 5, #ARGV do
  local next = arrival + ARGV[i] * unit
  local admitted = next <= latest + 0.001
  if admitted then arrival = next end
  answer[#answer + 1] = admitted and 1 or 0
end
local base = math.max(arrival, now + ARGV[4])
local ahead = math.min(tonumber(ARGV[3]), math.floor((latest - base) / unit / 2))
if ahead > 0 then
  arrival = base + ahead * unit
  answer[2] = ahead
end
redis.call('SET', KEYS[1], string.format('%.3f', arrival), 'PX', math.ceil(arrival - now) + 1)
answer[1] = string.format('%.3f', arrival - now)
return answer`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    attuneTakeUnits(
      key: string,
      perSecond: number,
      burst: number,
      ahead: number,
      keptMs: number,
      ...units: number[]
    ): Promise<[usedMs: string, ahead: number, ...admitted: number[]]>;
  }
}

export interface TakenUnits {
  /** How far the next unit's arrival is ahead, when Redis answered. */
  readonly usedMs: number;
  readonly ahead: number;
  readonly admitted: readonly boolean[];
}

export interface UnitsWanted {
  readonly key: string;
  readonly perSecond: number;
  readonly burst: number;
  readonly ahead: number;
  readonly keptMs: number;
  readonly units: readonly number[];
}

export type TakeUnits = (wanted: UnitsWanted) => Promise<TakenUnits>;

export function takeUnitsScript(redis: RedisLink): TakeUnits {
  redis.defineCommand("attuneTakeUnits", { numberOfKeys: 1, lua: TAKE_UNITS });
  return async ({ key, perSecond, burst, ahead, keptMs, units }) => {
    const [usedMs, given, ...admitted] = await redis.attuneTakeUnits(`rl:${key}`, perSecond, burst, ahead, keptMs, ...units);
    return { usedMs: Number(usedMs), ahead: given, admitted: admitted.map((one) => one === 1) };
  };
}
