/** What of Web Storage the client uses; `localStorage` is one. */
export interface ClientStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** One event, serialised when it was tracked: repeating it sends the same bytes. */
export interface QueuedEvent {
  readonly eventId: string;
  readonly json: string;
  readonly bytes: number;
}

const utf8 = new TextEncoder();

export function queuedEvent(event: { readonly eventId: string; readonly [field: string]: unknown }): QueuedEvent {
  const json = JSON.stringify(event);
  return { eventId: event.eventId, json, bytes: utf8.encode(json).length };
}

/**
 * Unsent events between two visits. Storage that is full, forbidden or was changed by somebody else costs only this second chance, so its
 * failures are swallowed here; an event found twice is harmless, because its id is the same.
 */
export function storedEvents(storage: ClientStorage | undefined, name: string) {
  return {
    load(): QueuedEvent[] {
      try {
        const events = JSON.parse(storage?.getItem(name) ?? "[]") as unknown;
        return Array.isArray(events) ? events.filter(hasEventId).map(queuedEvent) : [];
      } catch {
        return [];
      }
    },
    /** False when they could not be kept. */
    save(events: readonly QueuedEvent[]): boolean {
      if (storage === undefined) return false;
      try {
        if (events.length === 0) storage.removeItem(name);
        else storage.setItem(name, `[${events.map((event) => event.json).join(",")}]`);
        return true;
      } catch {
        return false;
      }
    },
  };
}

function hasEventId(event: unknown): event is { eventId: string; [field: string]: unknown } {
  return typeof (event as { eventId?: unknown } | null)?.eventId === "string";
}
