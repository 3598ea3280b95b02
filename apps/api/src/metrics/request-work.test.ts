import { expect, it } from "vitest";
import { RequestWork } from "./request-work.ts";

it("leaves out waits, those at the same time once", () => {
  const work = new RequestWork(100);
  work.beginWait(101);
  work.beginWait(102);
  work.endWait(104);
  work.endWait(110);
  expect(work.ownMs(115)).toBe(6);
  work.beginWait(115);
  expect(work.ownMs(300)).toBe(6);
  work.endWait(300);
  expect(work.ownMs(301)).toBe(7);
});
