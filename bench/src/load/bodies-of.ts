import { seededRandom } from "@attune/core/ranking/seeded-random";
import type { RequestStream } from "./load-plan.ts";

/** The stream's bodies one after the other; `undefined` when they are used up. */
export function bodiesOf({ bodies, draw, name }: RequestStream, seed: string): () => string | undefined {
  if (draw === "once") {
    let next = 0;
    return () => bodies[next++];
  }
  const random = seededRandom(`${seed} ${name}`);
  return () => bodies[Math.floor(random() * bodies.length)];
}
