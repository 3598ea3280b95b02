import { createHmac } from "node:crypto";
import type { KeyedHash } from "@attune/core/identity/subject-alias";

/** 128 bits of HMAC-SHA-256: no two people of a tenant share an alias, and nobody without the pepper can make one. */
export const keyedHash: KeyedHash = (pepper, message) =>
  createHmac("sha256", pepper).update(message, "utf8").digest().subarray(0, 16).toString("base64url");
