/** Who changes something and why: every mutation takes one and writes it to the audit log in its own transaction. */
export interface Change {
  /** `user:<id>` or `system:<what>`. */
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly requestId?: string | undefined;
}
