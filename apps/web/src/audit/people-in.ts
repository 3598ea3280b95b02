/** Ids of console users that a state of the audit log mentions at its top, such as the member who was added. */
export function peopleIn(state: unknown): readonly string[] {
  if (typeof state !== "object" || state === null || !("userId" in state)) return [];
  return typeof state.userId === "string" ? [state.userId] : [];
}
