import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PointerMove, versionBefore } from "./version-before.ts";

describe("versionBefore", () => {
  it("has nothing to go back to at the beginning", () => expect(versionBefore([])).toBeUndefined());

  it("is the top but one of a stack that promotions push to and rollbacks pop from", () => {
    const promote = fc.constantFrom("b", "c", "d");
    const steps = fc.array(fc.oneof(promote, fc.constant("rollback")), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (plan) => {
        const stack = ["a"];
        const moves: PointerMove[] = [];
        for (const step of plan) {
          const fromVersionId = stack.at(-1) as string;
          if (step !== "rollback") {
            stack.push(step);
            moves.unshift({ kind: "promotion", fromVersionId, toVersionId: step });
          } else if (stack.length > 1) {
            stack.pop();
            moves.unshift({ kind: "rollback", fromVersionId, toVersionId: stack.at(-1) as string });
          }
          expect(versionBefore(moves)).toBe(stack.at(-2));
        }
      }),
    );
  });
});
