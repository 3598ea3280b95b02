import { setTimeout as pause } from "node:timers/promises";
import type { StackApi } from "../../testing/run-stack.ts";
import { type Answer, callApi } from "./call-api.ts";
import type { ReferenceModel } from "./reference-model.ts";
import type { Parcel, SentEvent } from "./traffic.ts";
import type { Violations } from "./violations.ts";

export interface LoadOptions {
  readonly apis: readonly Pick<StackApi, "origin">[];
  readonly headers: Readonly<Record<string, string>>;
  readonly parcels: Iterator<Parcel, never>;
  readonly model: ReferenceModel;
  readonly violations: Violations;
  readonly senders: number;
  readonly eventsPerSecond: number;
}

interface LoadFigures {
  readonly refused429: number;
  readonly refused503: number;
  readonly broken: number;
}

export interface Load {
  /** Resolves when everything that was sent is acknowledged. */
  halt(): Promise<void>;
  go(): void;
  /** Sends one more, until it is acknowledged. */
  send(parcel: Parcel): Promise<void>;
  figures(): LoadFigures;
  stop(): Promise<void>;
}

const MOST_WAIT_MS = 250;
const SECONDS = 1000;

/** Senders as a careful customer writes them: whatever was not acknowledged is sent again, with the same ids, until it is. */
export function startLoad({ apis, headers, parcels, model, violations, senders, eventsPerSecond }: LoadOptions): Load {
  let turn = 0;
  let going = true;
  let stopped = false;
  let sending = 0;
  const figures = { refused429: 0, refused503: 0, broken: 0 };

  async function send({ body, valid }: Parcel): Promise<void> {
    for (;;) {
      // Whoever does not answer is not asked again first.
      const api = apis[turn++ % apis.length] as Pick<StackApi, "origin">;
      const answer = await callApi(api.origin, "/v1/events", headers, body.length === 1 ? body[0] : { events: body });
      if (answer?.status === 202) {
        model.accepted(acknowledged(answer, valid, body.length));
        return;
      }
      await waitAsTold(answer);
    }
  }

  /** What the answer leaves out was accepted or known before; anything else about an event that is right is a violation. */
  function acknowledged(answer: Answer, valid: readonly SentEvent[], sent: number): readonly SentEvent[] {
    const results = answer.body["results"] as readonly { readonly index: number; readonly status: string; readonly code: string }[];
    const first = sent - valid.length;
    for (const { index, status, code } of results)
      if (index >= first && status !== "duplicate") violations.note(`an event that was right was ${status} (${code})`);
    return valid;
  }

  async function waitAsTold(answer: Answer | undefined): Promise<void> {
    if (answer === undefined) figures.broken += 1;
    else if (answer.status === 429) figures.refused429 += 1;
    else if (answer.status === 503) figures.refused503 += 1;
    else violations.note(`ingest answered ${answer.status} (${String(answer.body["code"] ?? answer.body["title"])})`);
    const refused = answer?.status === 429 || answer?.status === 503;
    if (refused && !(Number(answer.retryAfter) > 0)) violations.note(`${answer.status} without Retry-After`);
    await pause(refused ? Math.min(MOST_WAIT_MS, Number(answer.retryAfter) * SECONDS) : MOST_WAIT_MS / 5);
  }

  const loops = Array.from({ length: senders }, async () => {
    let dueMs = performance.now();
    while (!stopped) {
      if (!going) {
        await pause(10);
        dueMs = performance.now();
        continue;
      }
      sending += 1;
      const parcel = parcels.next().value;
      await send(parcel);
      sending -= 1;
      // What was held up is not made good: senders that run after their rate would be a load of another kind.
      dueMs = Math.max(dueMs + (parcel.valid.length * senders * SECONDS) / eventsPerSecond, performance.now() - SECONDS);
      await pause(Math.max(0, dueMs - performance.now()));
    }
  });

  async function halt(): Promise<void> {
    going = false;
    while (sending > 0) await pause(5);
  }

  return {
    halt,
    go: () => {
      going = true;
    },
    send,
    figures: () => figures,
    async stop() {
      await halt();
      stopped = true;
      await Promise.all(loops);
    },
  };
}
