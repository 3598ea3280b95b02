// `npm run verify-certificate -- <file> [--key <public key>]`: whether an erasure's certificate is what was signed, to the byte. Exit code 0 when it is. Needs neither
// the platform nor a network.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { verifyCertificate } from "@attune/adapters/crypto/certificate-signature";
import { z } from "zod";
import { Failure, sentenceOf } from "./platform/failure.ts";

const signedSchema = z.object({
  certificate: z.looseObject({
    requestId: z.string(),
    certifiedAt: z.string(),
    nothingWasFound: z.boolean(),
    evidence: z.array(z.unknown()),
  }),
  signature: z.strictObject({ algorithm: z.literal("Ed25519"), publicKey: z.string(), value: z.string() }),
});

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { key: { type: "string" } } });
  const [file] = positionals;
  if (file === undefined) throw new Failure("Say which: npm run verify-certificate -- <file> [--key <public key>]");
  process.exit(verify(readCertificate(path.resolve(process.env["INIT_CWD"] ?? ".", file)), values.key) ? 0 : 1);
} catch (error) {
  console.error(`\n${sentenceOf(error, "Verifying")}\n`);
  process.exit(2);
}

function readCertificate(file: string): z.infer<typeof signedSchema> {
  try {
    return signedSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new Failure(`${file} is not a certificate of an erasure.`, { cause });
  }
}

function verify(signed: z.infer<typeof signedSchema>, expectedKey: string | undefined): boolean {
  const { certificate, signature } = signed;
  const isGood = verifyCertificate(signed as unknown as Parameters<typeof verifyCertificate>[0]);
  const isExpectedKey = expectedKey === undefined || expectedKey === signature.publicKey;
  console.log(`\n  Request    ${certificate.requestId}`);
  console.log(`  Certified  ${certificate.certifiedAt}, ${certificate.evidence.length} receipts`);
  console.log(
    `  Found      ${certificate.nothingWasFound ? "nothing was known of the person: this proves an absence" : "records of the person, now gone"}`,
  );
  console.log(`  Signed by  ${signature.publicKey}${expectedKey === undefined ? "  (compare it with the key that you know)" : ""}`);
  console.log(isGood ? "\n  ✔ Not a byte was changed since it was signed." : "\n  ✘ This is not what was signed.");
  if (!isExpectedKey) console.log("  ✘ It was signed with another key than the expected one.");
  console.log("");
  return isGood && isExpectedKey;
}
