/** Folder that paths on the command line are meant from: npm changes to the root of the repository before it starts us. */
export function calledFrom(env: Readonly<Record<string, string | undefined>>): string {
  return env.ATTUNE_CALLED_FROM ?? process.cwd();
}
