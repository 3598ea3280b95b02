import { KEPT_ANSWERS, type KeptAnswer, type KeptAnswers } from "@attune/core/ports/kept-answers";
import { memoryKeptAnswers } from "@attune/core/ports/kept-answers.memory";
import { describe, expect, it } from "vitest";
import { type Finish, IdempotentAnswers } from "./idempotent-answers.ts";

const REQUEST = { method: "POST", url: "/v1/items", body: { items: [] } };
const ANSWER: KeptAnswer = { status: 202, contentType: "application/json", payload: "{}" };
const shared = () => memoryKeptAnswers({ ...KEPT_ANSWERS, clock: () => performance.now(), capacity: 10 });

/** Two processes that share their answers. */
function two(waitMs = 30_000, answers: KeptAnswers = shared()): [IdempotentAnswers, IdempotentAnswers] {
  const one = () => new IdempotentAnswers({ answers, waitMs, report: () => undefined });
  return [one(), one()];
}

describe("IdempotentAnswers", () => {
  it("waits for the first request, though it is another process that answers it", async () => {
    const [one, other] = two();
    const finish = (await one.begin("t", "k", REQUEST)) as Finish;
    const repetition = other.begin("t", "k", REQUEST);
    await finish(ANSWER);
    expect(await repetition).toEqual(ANSWER);
  });

  it("lets a repetition do the work that the first could not do", async () => {
    const [one, other] = two();
    const finish = (await one.begin("t", "k", REQUEST)) as Finish;
    const repetition = other.begin("t", "k", REQUEST);
    await finish(undefined);
    expect(await repetition).toBeTypeOf("function");
  });

  it("refuses another request at once, and one whose first takes too long after a while", async () => {
    const [one, other] = two(50);
    await one.begin("t", "k", REQUEST);
    await expect(other.begin("t", "k", { ...REQUEST, url: "/v1/users" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("another request"),
    });
    await expect(other.begin("t", "k", REQUEST)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("still being worked on"),
      retryAfterSeconds: 1,
    });
  });

  it("refuses while nobody knows whether it was done, and gives an answer that could not be kept", async () => {
    const away: KeptAnswers = { begin: () => Promise.reject(new Error("away")), forget: () => Promise.reject(new Error("away")) };
    const [one] = two(0, away);
    await expect(one.begin("t", "k", REQUEST)).rejects.toMatchObject({ code: "answers_unavailable", retryAfterSeconds: 1 });

    const problems: string[] = [];
    const lost: KeptAnswers = {
      ...away,
      begin: async () => ({ state: "begun", finish: () => Promise.reject(new Error("away")) }),
    };
    const losing = new IdempotentAnswers({ answers: lost, waitMs: 0, report: (problem) => void problems.push(problem) });
    await ((await losing.begin("t", "k", REQUEST)) as Finish)(ANSWER);
    expect(problems).toEqual(["an answer was not kept for its Idempotency-Key: away"]);
  });
});
