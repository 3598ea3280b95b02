import { randomBytes, randomInt } from "node:crypto";
import { BASE62 } from "@attune/core/identity/api-key";

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** Lower-case letters and 2 to 7: survives being read aloud and being a file name. 5 random bits a character. */
export function randomBase32(length: number): string {
  return Array.from(randomBytes(length), (byte) => BASE32[byte & 31]).join("");
}

/** 5.95 random bits a character, every one equally likely. */
export function randomBase62(length: number): string {
  return Array.from({ length }, () => BASE62[randomInt(62)]).join("");
}
