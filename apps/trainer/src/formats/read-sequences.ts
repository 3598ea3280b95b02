import { type Line, lineError, readLines } from "./read-lines.ts";

export interface Sequence {
  readonly subject: string;
  readonly itemIds: readonly string[];
}

/** Lines `user item item ...`. A user without items is an empty sequence. */
export async function* readSequences(dir: string, name: string): AsyncGenerator<Sequence> {
  for await (const line of readLines(dir, name)) {
    const [subject, ...itemIds] = words(line);
    yield { subject: subject as string, itemIds };
  }
}

/** Lines `item item ...`: every line is a session of somebody new, named `<prefix><line number>`. Throws where a line has fewer than `atLeast` items. */
export async function* readSessions(dir: string, name: string, prefix: string, atLeast: number): AsyncGenerator<Sequence> {
  for await (const line of readLines(dir, name)) {
    const itemIds = words(line);
    if (itemIds.length < atLeast) throw lineError(name, line, `a session needs at least ${atLeast} items`);
    yield { subject: `${prefix}${line.number}`, itemIds };
  }
}

function words({ text }: Line): string[] {
  return text.trim().split(/\s+/);
}
