const ABBREVIATIONS: Readonly<Record<string, string>> = { api: "API", sdk: "SDK", id: "id" };

/** `api_key.revoked` reads "API key revoked": actions are named so that they read as what happened. */
export function actionWords(action: string): string {
  const words = action.split(/[._]/).map((word) => ABBREVIATIONS[word] ?? word);
  const [first = "", ...rest] = words;
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(" ");
}

/** What kind of thing an action was done to: `api_key` of `api_key.revoked`. */
export const actionSubject = (action: string): string => action.split(".")[0] ?? action;
