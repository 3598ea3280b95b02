import { randomUUID } from "node:crypto";
import { readDemo } from "./demo.ts";

/** Sends events like a customer's shop does, one request every 100 ms, until the returned function is called. */
export function startTraffic(): () => Promise<void> {
  const { apiUrl, keys } = readDemo();
  const stop = new AbortController();
  const running = (async () => {
    while (!stop.signal.aborted) {
      const events = Array.from({ length: 1 + Math.floor(Math.random() * 20) }, () => ({
        eventId: randomUUID(),
        type: "view",
        userId: `journey-${Math.floor(Math.random() * 50)}`,
        itemId: `journey-item-${Math.floor(Math.random() * 50)}`,
      }));
      const response = await fetch(`${apiUrl}/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${keys.secret}`, "content-type": "application/json" },
        body: JSON.stringify({ events }),
      });
      if (response.status !== 202 && response.status !== 429)
        throw new Error(`The api answered ${response.status}: ${await response.text()}`);
      await new Promise((next) => setTimeout(next, 100));
    }
  })();
  return async () => {
    stop.abort();
    await running;
  };
}
