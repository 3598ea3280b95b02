import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { certificateSigner, personCommitment } from "@attune/adapters/crypto/certificate-signature";
import { erasureCertificate } from "@attune/core/privacy/certificate";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(path.join(tmpdir(), "attune-certificate-"));
afterAll(() => rmSync(folder, { recursive: true }));

const signer = certificateSigner(new Uint8Array(32).fill(3));
const signed = signer.sign(
  erasureCertificate({
    requestId: "dsr_1",
    tenantId: "t",
    regulation: "gdpr",
    receivedAtMs: 0,
    certifiedAtMs: 10,
    tracesBefore: { "topic:events": 3 },
    dataMapVersion: "1",
    receipts: [{ step: "fence", store: "standings", receipt: {}, atMs: 5 }],
    ...personCommitment("tag"),
  }),
);

function verified(contents: string, ...more: string[]) {
  const file = path.join(folder, "certificate.json");
  writeFileSync(file, contents);
  return spawnSync(process.execPath, [path.join(import.meta.dirname, "verify-certificate.ts"), file, ...more], { encoding: "utf8" });
}

it("says of a certificate whether it is what was signed, and by whom", () => {
  const good = verified(JSON.stringify(signed, null, 2), "--key", signer.publicKey);
  expect([good.status, good.stdout]).toEqual([0, expect.stringContaining("Not a byte was changed")]);
  const forged = verified(JSON.stringify(signed).replace('"topic:events":3', '"topic:events":9'));
  expect([forged.status, forged.stdout]).toEqual([1, expect.stringContaining("not what was signed")]);
  const stranger = certificateSigner(new Uint8Array(32).fill(4)).sign(signed.certificate);
  expect(verified(JSON.stringify(stranger), "--key", signer.publicKey).status).toBe(1);
  expect(verified("{}").status).toBe(2);
});
