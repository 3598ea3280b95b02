export const SNIPPET_LANGUAGES = ["curl", "node", "browser"] as const;
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];

export interface SnippetInputs {
  readonly apiUrl: string;
  /** The whole key where it is known, otherwise what may be shown of it. */
  readonly key: string;
  readonly placement: string;
  readonly itemId: string;
}

/** The two steps: an event of a person, and what to show that person next. */
export interface Snippet {
  readonly event: string;
  readonly recommend: string;
}

/** What stands in a snippet for a key that cannot be read again. */
export const placeholderKey = (prefix: string): string => `${prefix}_PUT-THE-REST-OF-YOUR-KEY-HERE`;

/** Programs that run as they are: each carries a fresh event id, because an id that was sent before counts once only. */
export function snippetsFor({ apiUrl, key, placement, itemId }: SnippetInputs): Readonly<Record<SnippetLanguage, Snippet>> {
  const text = (value: string) => JSON.stringify(value);
  const curl = (path: string, body: string) =>
    [`curl ${apiUrl}${path} \\`, `  -H "authorization: Bearer ${key}" \\`, `  -H "content-type: application/json" \\`, `  -d ${body}`].join(
      "\n",
    );
  const client = [
    'import { attuneClient } from "@attune/sdk";',
    "",
    `const attune = attuneClient({ apiUrl: ${text(apiUrl)}, key: ${text(key)} });`,
  ].join("\n");
  const track = (person: string) => `attune.track("view", {${person} itemId: ${text(itemId)} });`;
  return {
    curl: {
      event: curl(
        "/v1/events",
        `'{"eventId":"first-'"$(date +%s)"'","type":"view","userId":"user-1","itemId":${shellQuoted(text(itemId))}}'`,
      ),
      recommend: curl(
        "/v1/recommendations",
        `'{"userId":"user-1","placement":${shellQuoted(text(placement))},"count":5,"includeItems":true}'`,
      ),
    },
    node: {
      event: `${client}\n\n${track(' userId: "user-1",')}\nawait attune.close(); // sends what waits`,
      recommend: [
        client,
        "",
        `const { items } = await attune.recommend({ userId: "user-1", placement: ${text(placement)}, count: 5 });`,
        "for (const { itemId, reasons } of items) console.log(itemId, reasons[0]?.code);",
      ].join("\n"),
    },
    browser: {
      event: `${client}\n\n${track("")} // sent within a quarter of a second`,
      recommend: [
        `const list = await attune.recommend({ placement: ${text(placement)}, count: 5, includeItems: true });`,
        "for (const { itemId, item } of list.items) show(itemId, item?.title);",
        "",
        "// What became of it, so that Attune learns from it:",
        'attune.track("click", { itemId: list.items[0].itemId, recommendationId: list.recommendationId });',
      ].join("\n"),
    },
  };
}

/** Text between single quotes of a shell. */
const shellQuoted = (value: string): string => value.replaceAll("'", `'\\''`);
