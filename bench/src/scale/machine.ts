/** A process as the simulation knows it: so many of its jobs run at once, the others wait in order. */
export interface Station {
  readonly name: string;
  readonly threads: number;
}

interface Job {
  readonly station: Station;
  readonly done: () => void;
  leftMs: number;
}

interface Timer {
  readonly atMs: number;
  readonly done: () => void;
}

/**
 * A discrete-event simulation of processes on one machine. Jobs need processor time; when more of them run than there are cores, all share the cores
 * evenly, as a fair scheduler makes them. Time passes only from one end of something to the next.
 */
export class Machine {
  readonly #cores: number;
  readonly #running: Job[] = [];
  readonly #waiting = new Map<Station, Job[]>();
  readonly #threadsInUse = new Map<Station, number>();
  readonly #busyMs = new Map<Station, number>();
  readonly #timers: Timer[] = [];
  #nowMs = 0;

  /** `Infinity` cores: every process has as many as it has threads. */
  constructor(cores: number) {
    this.#cores = cores;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Processor time that a station has had. */
  busyMs(station: Station): number {
    return this.#busyMs.get(station) ?? 0;
  }

  /** Calls `done` when the station has spent that much processor time on this job. */
  work(station: Station, cpuMs: number, done: () => void): void {
    const job = { station, leftMs: cpuMs, done };
    if ((this.#threadsInUse.get(station) ?? 0) < station.threads) this.#start(job);
    else this.#queueOf(station).push(job);
  }

  /** Calls `done` after a time in which nobody works for it: a network, a pause. */
  after(ms: number, done: () => void): void {
    const atMs = this.#nowMs + ms;
    const place = this.#timers.findIndex((timer) => timer.atMs > atMs);
    this.#timers.splice(place === -1 ? this.#timers.length : place, 0, { atMs, done });
  }

  /** Lets time pass until nothing is left to do. */
  run(): void {
    while (this.#running.length > 0 || this.#timers.length > 0) this.#step();
  }

  #step(): void {
    const rate = Math.min(1, this.#cores / this.#running.length);
    const first = this.#running.reduce<Job | undefined>(
      (least, job) => (least === undefined || job.leftMs < least.leftMs ? job : least),
      undefined,
    );
    const jobEndsMs = first === undefined ? Number.POSITIVE_INFINITY : this.#nowMs + first.leftMs / rate;
    const [timer] = this.#timers;
    const timerFirst = timer !== undefined && timer.atMs <= jobEndsMs;
    const nextMs = timerFirst ? timer.atMs : jobEndsMs;
    const spentMs = (nextMs - this.#nowMs) * rate;
    for (const job of this.#running) {
      job.leftMs -= spentMs;
      this.#busyMs.set(job.station, this.busyMs(job.station) + spentMs);
    }
    this.#nowMs = nextMs;
    if (timerFirst) {
      this.#timers.shift();
      timer.done();
    } else if (first !== undefined) this.#finish(first);
  }

  #start(job: Job): void {
    this.#threadsInUse.set(job.station, (this.#threadsInUse.get(job.station) ?? 0) + 1);
    this.#running.push(job);
  }

  #finish(job: Job): void {
    this.#running.splice(this.#running.indexOf(job), 1);
    this.#threadsInUse.set(job.station, (this.#threadsInUse.get(job.station) ?? 1) - 1);
    const next = this.#queueOf(job.station).shift();
    if (next !== undefined) this.#start(next);
    job.done();
  }

  #queueOf(station: Station): Job[] {
    const known = this.#waiting.get(station);
    if (known !== undefined) return known;
    const queue: Job[] = [];
    this.#waiting.set(station, queue);
    return queue;
  }
}
