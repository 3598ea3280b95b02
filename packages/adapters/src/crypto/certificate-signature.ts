import { createHash, createPrivateKey, createPublicKey, hkdfSync, randomBytes, sign, verify } from "node:crypto";
import { canonicalJson, type ErasureCertificate, type SignedCertificate } from "@attune/core/privacy/certificate";

/** PKCS #8 and SubjectPublicKeyInfo of Ed25519 (RFC 8410) up to where the 32 bytes of the key follow. */
const PRIVATE_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** Signs certificates with a key of this installation, which HKDF-SHA-256 derives from its master key. */
export function certificateSigner(masterKey: Uint8Array) {
  const seed = Buffer.from(hkdfSync("sha256", masterKey, "attune", "erasure certificates, Ed25519", 32));
  const privateKey = createPrivateKey({ key: Buffer.concat([PRIVATE_PREFIX, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey)
    .export({ format: "der", type: "spki" })
    .subarray(PUBLIC_PREFIX.length)
    .toString("base64url");
  return {
    publicKey,
    sign: (certificate: ErasureCertificate): SignedCertificate => ({
      certificate,
      signature: { algorithm: "Ed25519", publicKey, value: sign(null, bytesOf(certificate), privateKey).toString("base64url") },
    }),
  };
}

/** Whether the certificate is, to the byte, what the holder of the key signed. Whether that is the right key is for the reader to compare. */
export function verifyCertificate({ certificate, signature }: SignedCertificate): boolean {
  const key = Buffer.concat([PUBLIC_PREFIX, Buffer.from(signature.publicKey, "base64url")]);
  if (key.length !== PUBLIC_PREFIX.length + 32) return false;
  const publicKey = createPublicKey({ key, format: "der", type: "spki" });
  return verify(null, bytesOf(certificate), publicKey, Buffer.from(signature.value, "base64url"));
}

/** A commitment to a person that nobody without the salt can try names against. */
export function personCommitment(person: string): { readonly personCommitment: string; readonly commitmentSalt: string } {
  const commitmentSalt = randomBytes(16).toString("hex");
  return { commitmentSalt, personCommitment: createHash("sha256").update(`${commitmentSalt}|${person}`).digest("hex") };
}

function bytesOf(certificate: ErasureCertificate): Buffer {
  return Buffer.from(canonicalJson(certificate), "utf8");
}
