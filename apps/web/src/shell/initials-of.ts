/** One or two capital letters for a name: of the first and last word, or the first two letters of a single word. */
export function initialsOf(name: string): string {
  const words = (name.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => Array.from(word));
  const first = words[0] ?? [];
  const letters = words.length > 1 ? [first[0], words.at(-1)?.[0]] : first.slice(0, 2);
  return letters.join("").toLocaleUpperCase("en") || "?";
}
