import type { PublishedSchema } from "./typescript-of.ts";

const PARALLEL = 8;
/** Of the schemas of events' properties. */
export const EVENT_NAMESPACE = "attune.properties";

/** The newest schema of each event type of the key's tenant. Throws a sentence that says what to do. */
export async function publishedSchemas(apiUrl: string, key: string, fetch: typeof globalThis.fetch): Promise<PublishedSchema[]> {
  const base = new URL("schema-registry/", apiUrl.endsWith("/") ? apiUrl : `${apiUrl}/`);
  const get = async (path: string): Promise<unknown> => {
    const url = new URL(path, base);
    const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } }).catch((cause: unknown) => {
      throw new Error(`${url.origin} cannot be reached.`, { cause });
    });
    if (response.status === 401) throw new Error("The key is not valid (any more).");
    if (response.status === 403) throw new Error("The key may not read schemas: it needs the scope schemas:read.");
    if (!response.ok) throw new Error(`${url.pathname} was answered with ${response.status}.`);
    return response.json();
  };

  const subjects = await get("subjects");
  if (!Array.isArray(subjects) || subjects.some((subject) => typeof subject !== "string"))
    throw new Error(`${base.origin} does not answer like an Attune schema registry.`);
  // The registry also knows the records of Attune's own topics, which no shop sends.
  const waiting = (subjects as string[]).filter((subject) => !subject.startsWith("attune."));
  const schemas: PublishedSchema[] = [];
  const work = async () => {
    for (let subject = waiting.shift(); subject !== undefined; subject = waiting.shift()) {
      const latest = (await get(`subjects/${encodeURIComponent(subject)}/versions/latest`)) as { version?: unknown; schema?: unknown };
      if (typeof latest.version !== "number" || typeof latest.schema !== "string")
        throw new Error(`The newest schema of ${subject} was not understood.`);
      const schema = JSON.parse(latest.schema) as { namespace?: unknown } | null;
      // The registry also has the records of Attune's own topics, which nobody sends.
      if (schema?.namespace === EVENT_NAMESPACE) schemas.push({ eventType: subject, version: latest.version, schema });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return schemas;
}
