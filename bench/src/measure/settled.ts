import { setTimeout as pause } from "node:timers/promises";
import { recommendationStream } from "./recommendations.ts";
import { FOLD_LIMIT_SECONDS } from "./send-events.ts";
import type { Session } from "./session.ts";

const QUICK_MS = 50;
const QUICK_IN_A_ROW = 5;
const PATIENCE_MS = 20_000;
const AGAIN_MS = 20;

/** Resolves when what an earlier load left is worked off: all is folded, and lists come at once, or after 20 s of asking. */
export async function settled(session: Session): Promise<void> {
  const { platform } = session;
  await platform.progress.caughtUp(["users", "items"], FOLD_LIMIT_SECONDS);
  const { path, headers, bodies } = recommendationStream(session);
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (let quick = 0; quick < QUICK_IN_A_ROW && performance.now() < deadlineMs; ) {
    const startMs = performance.now();
    const answer = await fetch(`${platform.origin}${path}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: bodies[0] ?? "",
    });
    await answer.text();
    quick = performance.now() - startMs < QUICK_MS ? quick + 1 : 0;
    await pause(AGAIN_MS);
  }
}
