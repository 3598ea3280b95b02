/** A moment as a `datetime-local` field shows it: in the reader's own zone, to the second. */
export function localText(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** The moment that such a text names in the reader's own zone; null for a text that names none. */
export function instantOf(text: string): number | null {
  const atMs = new Date(text).getTime();
  return text === "" || Number.isNaN(atMs) ? null : atMs;
}
