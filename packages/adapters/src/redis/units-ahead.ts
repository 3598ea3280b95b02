interface Lease {
  left: number;
  readonly endsMs: number;
}

/** Units that were given ahead, each batch until its own end: spent later they would admit more than the limit says. */
export class UnitsAhead {
  #leases: Lease[] = [];

  add(units: number, endsMs: number): void {
    this.#leases.push({ left: units, endsMs });
  }

  left(nowMs: number): number {
    if (this.#leases.some(({ left, endsMs }) => left === 0 || endsMs < nowMs))
      this.#leases = this.#leases.filter(({ left, endsMs }) => left > 0 && endsMs >= nowMs);
    let sum = 0;
    for (const { left } of this.#leases) sum += left;
    return sum;
  }

  /** Those that end first go first. False, and nothing is spent, where there are not as many. */
  spend(units: number, nowMs: number): boolean {
    if (this.left(nowMs) < units) return false;
    let wanted = units;
    for (const lease of this.#leases) {
      const spent = Math.min(lease.left, wanted);
      lease.left -= spent;
      wanted -= spent;
    }
    return true;
  }
}
