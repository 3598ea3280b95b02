/** Prints a line when a step is done, with the time it took; in a terminal also what is under way. */
export async function step<T>(doing: string, work: () => Promise<T>, done: (result: T) => string | undefined): Promise<T> {
  const startedAt = performance.now();
  const live = process.stdout.isTTY;
  if (live) process.stdout.write(`  … ${doing}`);
  try {
    const result = await work();
    const line = done(result);
    if (live) process.stdout.write("\r\x1b[K");
    if (line !== undefined) console.log(`  ✔ ${line.padEnd(52)} ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s`);
    return result;
  } catch (error) {
    if (live) process.stdout.write("\r\x1b[K");
    console.log(`  ✘ ${doing}`);
    throw error;
  }
}
