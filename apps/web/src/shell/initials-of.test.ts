import { expect, test } from "vitest";
import { initialsOf } from "./initials-of.ts";

test.each([
  ["Ada Lovelace", "AL"],
  ["ada", "AD"],
  ["Élan of the (new) wave", "ÉW"],
  ["42nd Street", "4S"],
  ["…", "?"],
])("%s is %s", (name, initials) => expect(initialsOf(name)).toBe(initials));
