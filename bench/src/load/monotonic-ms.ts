/** Milliseconds of the machine's monotonic clock: the same in every thread and process, which `performance.now()` is not. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
