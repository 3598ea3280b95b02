/** What must never happen, by what it was and how often. */
export class Violations {
  readonly #counts = new Map<string, number>();
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  note(what: string): void {
    const before = this.#counts.get(what) ?? 0;
    if (before === 0) this.#say(`  ✘ ${what}`);
    this.#counts.set(what, before + 1);
  }

  get lines(): readonly string[] {
    return [...this.#counts].map(([what, count]) => (count === 1 ? what : `${what} (${count} times)`));
  }
}
