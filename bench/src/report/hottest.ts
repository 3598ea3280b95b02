/** The part of V8's CPU profile format that is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The functions in which most time passed, themselves and not what they called: `12.3 % name (file:line)`; idle time apart. */
export function hottest({ nodes, samples, timeDeltas }: CpuProfile, count: number): string[] {
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, describe(callFrame)]));
  const micros = new Map<string, number>();
  samples.forEach((id, i) => {
    const name = nameOf.get(id) ?? "?";
    micros.set(name, (micros.get(name) ?? 0) + (timeDeltas[i] ?? 0));
  });
  const all = micros.values().reduce((sum, one) => sum + one, 0);
  const idle = micros.get("(idle)") ?? 0;
  const share = (part: number) => `${((100 * part) / all).toFixed(1).padStart(5)} %`;
  const top = [...micros].filter(([name]) => name !== "(idle)").sort(([, a], [, b]) => b - a);
  return [`${share(all - idle)} busy`, ...top.slice(0, count).map(([name, own]) => `${share(own)} ${name}`)];
}

function describe({ functionName, url, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string {
  const name = functionName === "" ? "(anonymous)" : functionName;
  if (url === "") return name;
  return `${name} (${url.replace(/^.*\/(node_modules|packages|apps)\//, "")}:${lineNumber + 1})`;
}
