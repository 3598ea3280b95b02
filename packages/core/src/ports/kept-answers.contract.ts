import { afterEach, describe, expect, it } from "vitest";
import { KEPT_ANSWERS, type KeptAnswer, type KeptAnswers, type KeptAnswersSettings, type KeyedBeginning } from "./kept-answers.ts";

export interface KeptAnswersUnderTest {
  /** The same answers as several processes see them; one where nobody shares them. */
  readonly ports: readonly [KeptAnswers, ...KeptAnswers[]];
  cleanup(): Promise<void>;
}

const REQUEST = { tenant: "t", key: "k", digest: "d1" };
const ANSWER: KeptAnswer = { status: 201, contentType: "application/json; charset=utf-8", payload: '{"name":"Zoë 😀"}' };

/** The law of all kept answers. */
export function keptAnswersContract(name: string, make: (settings: KeptAnswersSettings) => Promise<KeptAnswersUnderTest>): void {
  describe(`kept answers: ${name}`, () => {
    const made: KeptAnswersUnderTest[] = [];
    afterEach(async () => {
      for (const underTest of made.splice(0)) await underTest.cleanup();
    });

    /** Each call goes to the next process. */
    async function fresh(settings: Partial<KeptAnswersSettings> = {}): Promise<KeptAnswers> {
      const underTest = await make({ ...KEPT_ANSWERS, ...settings });
      made.push(underTest);
      let turn = 0;
      const next = () => underTest.ports[turn++ % underTest.ports.length] as KeptAnswers;
      return { begin: (request) => next().begin(request), forget: (tenant) => next().forget(tenant) };
    }

    function begun(beginning: KeyedBeginning): Extract<KeyedBeginning, { state: "begun" }> {
      if (beginning.state !== "begun") throw new Error(`it should have begun, but is ${beginning.state}`);
      return beginning;
    }

    it("give the first one's answer to everybody after it, and tell which request that was", async () => {
      const answers = await fresh();
      const first = begun(await answers.begin(REQUEST));
      expect(await answers.begin({ ...REQUEST, digest: "d2" })).toEqual({ state: "under-way", digest: "d1" });
      await first.finish(ANSWER);
      for (const digest of ["d1", "d2", "d1"])
        expect(await answers.begin({ ...REQUEST, digest })).toEqual({ state: "kept", digest: "d1", answer: ANSWER });
    });

    it("let one of many begin that come at the same moment", async () => {
      const answers = await fresh();
      const states = await Promise.all(Array.from({ length: 20 }, async () => (await answers.begin(REQUEST)).state));
      expect(states.filter((state) => state === "begun")).toHaveLength(1);
      expect(states.filter((state) => state === "under-way")).toHaveLength(19);
    });

    it("keep keys and tenants apart, whatever is in a key", async () => {
      const answers = await fresh();
      const keys = ["k", "k|k", "{k}", "*", "", "é😀", " ".repeat(255)];
      for (const [i, key] of keys.entries())
        for (const tenant of ["t", "u"])
          await begun(await answers.begin({ tenant, key, digest: "d" })).finish({ ...ANSWER, payload: `${tenant}${i}` });
      for (const [i, key] of keys.entries())
        expect(await answers.begin({ tenant: "u", key, digest: "d" })).toMatchObject({ answer: { payload: `u${i}` } });
    });

    it("let the next one begin when the first says that it should be done again", async () => {
      const answers = await fresh();
      await begun(await answers.begin(REQUEST)).finish(undefined);
      await begun(await answers.begin(REQUEST)).finish({ ...ANSWER, payload: "" });
      expect(await answers.begin(REQUEST)).toMatchObject({ answer: { payload: "" } });
    });

    it("let the next one begin when the first was never heard of again, whose answer then comes too late", async () => {
      const answers = await fresh({ underWayMs: 40 });
      const lost = begun(await answers.begin(REQUEST));
      let second: KeyedBeginning | undefined;
      const tryAgain = async () => {
        second = await answers.begin({ ...REQUEST, digest: "d2" });
        return second.state;
      };
      await expect.poll(tryAgain, { interval: 5 }).toBe("begun");
      await lost.finish(ANSWER);
      expect((await answers.begin(REQUEST)).state).not.toBe("kept");
      await begun(second as KeyedBeginning).finish({ ...ANSWER, payload: "second" });
    });

    it("forget an answer when its time is over", async () => {
      const answers = await fresh({ keptMs: 40 });
      await begun(await answers.begin(REQUEST)).finish(ANSWER);
      await expect.poll(async () => (await answers.begin(REQUEST)).state, { interval: 5 }).toBe("begun");
    });

    it("forget all of one tenant, also what is under way, and nothing of another", async () => {
      const answers = await fresh();
      for (const key of ["a", "b"]) await begun(await answers.begin({ ...REQUEST, key })).finish(ANSWER);
      await begun(await answers.begin({ ...REQUEST, tenant: "tt" })).finish(ANSWER);
      const late = begun(await answers.begin(REQUEST));
      expect(await answers.forget("t")).toBe(3);
      expect(await answers.forget("t")).toBe(0);
      await late.finish(ANSWER);
      for (const key of ["a", "b", "k"]) expect((await answers.begin({ ...REQUEST, key })).state).toBe("begun");
      expect((await answers.begin({ ...REQUEST, tenant: "tt" })).state).toBe("kept");
    });
  });
}
