/** One sample of a Prometheus text exposition. */
export interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** Empty when the address does not answer. */
export async function readMetrics(url: string | undefined): Promise<Sample[]> {
  if (url === undefined) return [];
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return answer.ok ? parseMetrics(await answer.text()) : [];
  } catch {
    return [];
  }
}

export function parseMetrics(text: string): Sample[] {
  return text.split("\n").flatMap((line) => {
    const match = /^([a-zA-Z_:][\w:]*)(\{.*\})?\s+(\S+)/.exec(line);
    const value = Number(match?.[3]);
    return match?.[1] === undefined || Number.isNaN(value) ? [] : [{ name: match[1], labels: match[2] ?? "", value }];
  });
}

/** Over all samples whose labels contain `labels`; `undefined` when there is none. */
export function sumOf(samples: readonly Sample[], name: string, labels = ""): number | undefined {
  const own = samples.filter((sample) => sample.name === name && sample.labels.includes(labels));
  return own.length === 0 ? undefined : own.reduce((sum, { value }) => sum + value, 0);
}
