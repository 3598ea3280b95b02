import { type ErasureCertificate, erasureCertificate, type SignedCertificate } from "@attune/core/privacy/certificate";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certificateSigner, personCommitment, verifyCertificate } from "./certificate-signature.ts";

const certificate = erasureCertificate({
  requestId: "dsr_1",
  tenantId: "t",
  regulation: "gdpr",
  receivedAtMs: 0,
  certifiedAtMs: 10,
  tracesBefore: { "topic:events": 3 },
  dataMapVersion: "1",
  receipts: [{ step: "fence", store: "standings", receipt: {}, atMs: 5 }],
  ...personCommitment("tag"),
});
const signed = certificateSigner(new Uint8Array(32).fill(1)).sign(certificate);

describe("certificate signature", () => {
  it("holds for what was signed, also after a way through JSON that changed the order of members", () => {
    expect(verifyCertificate(signed)).toBe(true);
    const { certificate: same, signature } = JSON.parse(JSON.stringify(signed)) as SignedCertificate;
    const reordered = { signature, certificate: Object.fromEntries(Object.entries(same).reverse()) as unknown as ErasureCertificate };
    expect(verifyCertificate(reordered)).toBe(true);
  });

  it("fails after any change of one character of the certificate or the signature", () => {
    const text = JSON.stringify(signed);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom("0", "a", "Z", "7"), (at, character) => {
        fc.pre(text[at] !== character);
        const changed = `${text.slice(0, at)}${character}${text.slice(at + 1)}`;
        let isGood = false;
        try {
          const parsed = JSON.parse(changed) as SignedCertificate;
          isGood = parsed.signature.algorithm === "Ed25519" && parsed.certificate !== undefined && verifyCertificate(parsed);
        } catch {
          // No longer a certificate at all.
        }
        // The unused low bits of the last character of a base64url text say nothing.
        if (isGood)
          expect(Buffer.from((JSON.parse(changed) as SignedCertificate).signature.value, "base64url")).toEqual(
            Buffer.from(signed.signature.value, "base64url"),
          );
      }),
      { numRuns: 300 },
    );
  });

  it("fails under another installation's key", () => {
    const other = certificateSigner(new Uint8Array(32).fill(2));
    expect(verifyCertificate({ ...signed, signature: { ...signed.signature, publicKey: other.publicKey } })).toBe(false);
    expect(other.publicKey).not.toBe(certificateSigner(new Uint8Array(32).fill(1)).publicKey.slice(0, -1));
  });
});
