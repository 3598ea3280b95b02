import { lineError, readLines } from "./read-lines.ts";

/** Rows `user<TAB>item<TAB>value<TAB>timestamp` in columns, about 16 bytes a row beside the distinct ids. */
export interface Interactions {
  readonly size: number;
  userOf(row: number): string;
  itemOf(row: number): string;
  atMsOf(row: number): number;
}

/** Reads a whole file and orders it by time, then file order. Timestamps are seconds since 1970. Memory: 16 bytes a row. */
export async function readInteractions(dir: string, name: string): Promise<Interactions> {
  const users = new Ids();
  const items = new Ids();
  const user: number[] = [];
  const item: number[] = [];
  const seconds: number[] = [];
  for await (const line of readLines(dir, name)) {
    const [userId, itemId, value, timestamp] = line.text.split("\t");
    if (userId === undefined || itemId === undefined || value === undefined || timestamp === undefined) {
      throw lineError(name, line, "expected user<TAB>item<TAB>value<TAB>timestamp");
    }
    const at = Number(timestamp);
    if (timestamp.trim() === "" || !Number.isFinite(at))
      throw lineError(name, line, `the timestamp "${timestamp}" is not a number of seconds`);
    user.push(users.of(userId));
    item.push(items.of(itemId));
    seconds.push(at);
  }
  const order = Uint32Array.from(seconds.keys()).sort((a, b) => (seconds[a] as number) - (seconds[b] as number) || a - b);
  const at = <T>(column: readonly T[], row: number) => column[order[row] as number] as T;
  return {
    size: order.length,
    userOf: (row) => users.names[at(user, row)] as string,
    itemOf: (row) => items.names[at(item, row)] as string,
    atMsOf: (row) => at(seconds, row) * 1000,
  };
}

/** Each distinct id once, so that a million rows do not hold a million strings. */
class Ids {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(id: string): number {
    let number = this.#numbers.get(id);
    if (number === undefined) {
      number = this.names.length;
      this.names.push(id);
      this.#numbers.set(id, number);
    }
    return number;
  }
}
