import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, erasureCertificate } from "./certificate.ts";

const input = {
  requestId: "dsr_1",
  tenantId: "t",
  regulation: "gdpr",
  personCommitment: "00",
  commitmentSalt: "11",
  receivedAtMs: 0,
  certifiedAtMs: 10,
  tracesBefore: { "topic:events": 3, standings: 0 },
  dataMapVersion: "22",
  receipts: [
    { step: "scan", store: "topic:events", receipt: { residue: 0 }, atMs: 9 },
    { step: "fence", store: "standings", receipt: { note: "closed" }, atMs: 5 },
  ],
};

describe("erasureCertificate", () => {
  it("states the evidence in one order, and says loudly when nothing was found", () => {
    const certificate = erasureCertificate(input);
    expect(certificate.evidence.map(({ step }) => step)).toEqual(["fence", "scan"]);
    expect(certificate.fencedAt).toBe("1970-01-01T00:00:00.005Z");
    expect(certificate.nothingWasFound).toBe(false);
    expect(erasureCertificate({ ...input, tracesBefore: { standings: 0 } }).nothingWasFound).toBe(true);
    expect(canonicalJson(erasureCertificate({ ...input, receipts: input.receipts.toReversed() }))).toBe(canonicalJson(certificate));
  });

  it("cannot be made without a fence", () => {
    expect(() => erasureCertificate({ ...input, receipts: [] })).toThrow("fence");
  });
});

describe("canonicalJson", () => {
  it("is JSON of the same value, and does not depend on the order of members", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
        expect(canonicalJson(Object.fromEntries(Object.entries(plain).toReversed()))).toBe(canonicalJson(plain));
      }),
    );
  });
});
