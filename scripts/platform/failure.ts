/** Something the person at the keyboard can mend: its message is the one sentence they read. */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** The sentence for an operating system's refusal, or the error's own message. */
export function sentenceOf(error: unknown, doing: string): string {
  if (error instanceof Failure) return error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  const where = path ?? "the state folder (ATTUNE_HOME)";
  if (code === "ENOSPC" || code === "EDQUOT") return `The disk that holds ${where} is full; free some space, then start again.`;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return `${where} cannot be written to; give it to this user or set ATTUNE_HOME to a folder of your own.`;
  }
  if (code === "ENOTDIR" || code === "EEXIST") return `${where} is in the way; set ATTUNE_HOME to a folder.`;
  return `${doing} failed: ${error instanceof Error ? error.message : String(error)}`;
}
