import type { Receipt, StoredReceipt, Traces } from "./schema.ts";

export const CERTIFICATE_VERSION = 1;
export const SCANNER_VERSION = "1";

/** What is known to stay for a while, and until when. */
export interface CertifiedException {
  readonly what: string;
  readonly ends: string;
}

/** What is certified of an erasure: evidence by store, and nothing that names the person. */
export interface ErasureCertificate {
  readonly version: typeof CERTIFICATE_VERSION;
  readonly requestId: string;
  readonly tenantId: string;
  readonly regulation: string;
  /** SHA-256 of salt and person tag, hex: whoever has the salt (`commitmentSalt`, beside it) and the tenant's pepper can recompute it. */
  readonly personCommitment: string;
  readonly commitmentSalt: string;
  readonly receivedAt: string;
  readonly fencedAt: string;
  readonly certifiedAt: string;
  /** Counted before anything was deleted. All zero means that nothing was known of the person, and is said so. */
  readonly tracesBefore: Traces;
  readonly nothingWasFound: boolean;
  readonly evidence: readonly { readonly step: string; readonly store: string; readonly at: string; readonly receipt: Receipt }[];
  readonly scannerVersion: string;
  readonly dataMapVersion: string;
  readonly exceptions: readonly CertifiedException[];
}

export interface SignedCertificate {
  readonly certificate: ErasureCertificate;
  readonly signature: {
    readonly algorithm: "Ed25519";
    /** Raw 32 bytes, base64url. */
    readonly publicKey: string;
    /** Over the canonical JSON of `certificate` in UTF-8, base64url. */
    readonly value: string;
  };
}

/** What an erasure cannot take back out, because it is a sum over everybody. Every term loses half its weight in 30 days. */
export const EXCEPTIONS: readonly CertifiedException[] = [
  {
    what: "Sums over items (popularity, what is viewed together, item vectors) still contain the weight of the person's events. Nobody can be found in them.",
    ends: "The weight halves every 30 days.",
  },
  {
    what: "The ranker's weights were learned from examples that carry no person, some of them of this person.",
    ends: "Later examples outweigh them; the examples themselves are kept for 2 days.",
  },
  {
    what: "Counts of a day (events, recommendations) still include what the person did.",
    ends: "They are numbers without persons and are kept.",
  },
  {
    what: "A keyed hash of the person is kept, so that events that arrive later are not stored.",
    ends: "Kept until the person asks to be known again.",
  },
  { what: "Copies that were made outside of the platform (backups, exports) are not reached.", ends: "Whoever made them deletes them." },
];

export function erasureCertificate(input: {
  readonly requestId: string;
  readonly tenantId: string;
  readonly regulation: string;
  readonly personCommitment: string;
  readonly commitmentSalt: string;
  readonly receivedAtMs: number;
  readonly certifiedAtMs: number;
  readonly tracesBefore: Traces;
  readonly receipts: readonly StoredReceipt[];
  readonly dataMapVersion: string;
}): ErasureCertificate {
  const { receivedAtMs, certifiedAtMs, receipts, tracesBefore, ...rest } = input;
  const fencedAtMs = receipts.find(({ step }) => step === "fence")?.atMs;
  if (fencedAtMs === undefined) throw new Error("an erasure without a fence cannot be certified");
  return {
    version: CERTIFICATE_VERSION,
    ...rest,
    receivedAt: new Date(receivedAtMs).toISOString(),
    fencedAt: new Date(fencedAtMs).toISOString(),
    certifiedAt: new Date(certifiedAtMs).toISOString(),
    tracesBefore,
    nothingWasFound: Object.values(tracesBefore).every((count) => count === 0),
    evidence: receipts
      .map(({ step, store, receipt, atMs }) => ({ step, store, at: new Date(atMs).toISOString(), receipt }))
      .sort((a, b) => (a.step === b.step ? compare(a.store, b.store) : compare(a.step, b.step))),
    scannerVersion: SCANNER_VERSION,
    exceptions: EXCEPTIONS,
  };
}

/** JSON with the members of every object in the order of their names, and without white space: one text for one value (RFC 8785 for what we certify). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => compare(a, b));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(",")}}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
