import { API_SCOPES, type ApiScope } from "../ports/control.ts";

/**
 * `atn_sk_live_<id>_<secret><crc>`: the id finds the key and may be shown, the secret is known to its holder only, and the checksum lets a typing
 * error, a truncated copy or a scanner for leaked keys be told from a wrong key without asking anybody.
 */
export interface ApiKeyParts {
  readonly kind: ApiKeyKind;
  readonly environment: ApiKeyEnvironment;
  /** 10 base62 characters. */
  readonly id: string;
  /** 32 base62 characters, 190 random bits. */
  readonly secret: string;
}

export const API_KEY_KINDS = ["secret", "publishable"] as const;
export type ApiKeyKind = (typeof API_KEY_KINDS)[number];

export const API_KEY_ENVIRONMENTS = ["live", "test"] as const;
export type ApiKeyEnvironment = (typeof API_KEY_ENVIRONMENTS)[number];

export const API_KEY_ID_LENGTH = 10;
export const API_KEY_SECRET_LENGTH = 32;
export const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** What a kind may hold at most: a publishable key is readable by anyone who opens the page it is in. */
export const SCOPES_OF_KIND: Readonly<Record<ApiKeyKind, readonly ApiScope[]>> = {
  secret: API_SCOPES,
  publishable: ["events:write", "recommendations:read", "consent:withdraw"],
};

const CODE_OF_KIND = { secret: "sk", publishable: "pk" } as const;
const KIND_OF_CODE: Readonly<Record<string, ApiKeyKind>> = { sk: "secret", pk: "publishable" };
const PATTERN = /^atn_(sk|pk)_(live|test)_([0-9A-Za-z]{10})_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

/** The part that may be shown: `atn_sk_live_<id>`. */
export function apiKeyPrefix({ kind, environment, id }: Omit<ApiKeyParts, "secret">): string {
  return `atn_${CODE_OF_KIND[kind]}_${environment}_${id}`;
}

export function formatApiKey(parts: ApiKeyParts): string {
  const body = `${apiKeyPrefix(parts)}_${parts.secret}`;
  return body + checksum(body);
}

/** `undefined` when it cannot be one of our keys, whoever may hold it. */
export function parseApiKey(text: string): ApiKeyParts | undefined {
  const [, code = "", environment, id = "", secret = "", crc] = PATTERN.exec(text) ?? [];
  const kind = KIND_OF_CODE[code];
  if (kind === undefined || crc !== checksum(text.slice(0, -6))) return undefined;
  return { kind, environment: environment as ApiKeyEnvironment, id, secret };
}

/** Six base62 digits hold 35.7 bits, so all of a CRC-32 fits. */
function checksum(body: string): string {
  let rest = crc32(body);
  let digits = "";
  for (let i = 0; i < 6; i++) {
    digits = BASE62[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** CRC-32 of ISO-HDLC (zlib, PNG), bit by bit: keys are short and the text is ASCII. */
function crc32(text: string): number {
  let crc = 0xffff_ffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
