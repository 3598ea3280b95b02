interface Stage {
  readonly name: string;
  /** An image with its tag, or an earlier stage. */
  readonly from: string;
  readonly text: string;
}

export interface Dockerfile {
  readonly stages: readonly Stage[];
  /** The text of a stage and of those that it stands on, the image's own first. Throws when there is no such stage. */
  lineage(stage: string): string;
  /** What the last `instruction` says that holds for a stage. */
  lastOf(stage: string, instruction: string): string | undefined;
}

/** As much of a Dockerfile as ours uses: named stages, instructions in one line. */
export function readDockerfile(text: string): Dockerfile {
  const stages = [...text.matchAll(/^FROM (\S+) AS (\S+)$/gm)].map(
    ([, from = "", name = ""], index, all): Stage => ({ name, from, text: text.slice(all[index]?.index, all[index + 1]?.index) }),
  );
  const lineage = (name: string): string => {
    const stage = stages.find((one) => one.name === name);
    if (stage === undefined) throw new Error(`The Dockerfile has no stage ${name}.`);
    return stage.from.includes(":") ? stage.text : lineage(stage.from) + stage.text;
  };
  return {
    stages,
    lineage,
    lastOf: (stage, instruction) =>
      lineage(stage)
        .match(new RegExp(`^${instruction} .*$`, "gm"))
        ?.at(-1)
        ?.slice(instruction.length + 1),
  };
}
