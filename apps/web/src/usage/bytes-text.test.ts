import { expect, test } from "vitest";
import { bytesText } from "./bytes-text.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1.0 kB"],
  [999_949, "999.9 kB"],
  [999_950, "1.0 MB"],
  [4_240_000, "4.2 MB"],
  [7e15, "7000.0 TB"],
])("%d is %s", (bytes, text) => expect(bytesText(bytes)).toBe(text));
