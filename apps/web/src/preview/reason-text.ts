import type { Reason, ReasonCode } from "@attune/core/recommendations/schema";

/** The sentence of each code, with `{item}` where an item is named. Given by the page, so that the browser need not load the schemas. */
export type ReasonSentences = Readonly<Record<ReasonCode, string>>;

/** A reason in words; an item that it names appears by its title, or by its id where the title is not known. */
export function reasonText(sentences: ReasonSentences, { code, itemId }: Reason, titleOf: (itemId: string) => string): string {
  return sentences[code].replace("{item}", () => (itemId === undefined ? "another item" : titleOf(itemId)));
}
