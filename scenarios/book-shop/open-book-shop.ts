import type { ApiClient } from "../api-client.ts";
import { inChunks } from "../in-chunks.ts";
import { sendEvents } from "../send-events.ts";
import { bookCatalogue } from "./book-catalogue.ts";
import { readingHistory } from "./reading-history.ts";

const BATCH = 500;

/** Sends the catalogue and the readers' history; sent again for the same `historyEndMs` it changes nothing. Resolves with the number of events. */
export async function openBookShop(api: ApiClient, historyEndMs: number): Promise<number> {
  const books = bookCatalogue();
  const answer = await api.send("POST", "/v1/items", { items: books.map(({ item }) => item) });
  if (answer.status >= 300) throw new Error(`/v1/items answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 400)}`);
  const history = readingHistory(books, historyEndMs);
  for (const chunk of inChunks(history, BATCH)) {
    const { firstRejection } = await sendEvents(api, chunk);
    if (firstRejection !== undefined) throw new Error(`an event of the history was rejected: ${firstRejection}`);
  }
  return history.length;
}
