"use client";
import type { SignedCertificate } from "@attune/core/privacy/certificate";
import { Download } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Facts } from "../ui/facts.tsx";
import { Notice } from "../ui/notice.tsx";
import { Time } from "../ui/time.tsx";

function download(signed: SignedCertificate): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(signed, null, 2)}\n`], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName(signed);
  link.click();
  URL.revokeObjectURL(url);
}

const fileName = ({ certificate }: SignedCertificate) => `erasure-${certificate.requestId}.json`;

/** The signed evidence, what it says that remains, and how anybody checks it. */
export function CertificateCard({ signed }: { signed: SignedCertificate }) {
  const { certificate, signature } = signed;
  return (
    <Card>
      <CardHeader title="Certificate" description="Names no person; anybody can check it without this platform.">
        <Button onClick={() => download(signed)}>
          <Download aria-hidden />
          Download
        </Button>
      </CardHeader>
      <div className="space-y-4 px-4 pb-4">
        {certificate.nothingWasFound && (
          <Notice tone="warn" title="Nothing was found">
            No store knew this person under this id. The certificate says so: it proves an absence, not a deletion.
          </Notice>
        )}
        <Facts
          items={[
            { label: "Certified", value: <Time at={Date.parse(certificate.certifiedAt)} style="absolute" /> },
            { label: "Fenced", value: <Time at={Date.parse(certificate.fencedAt)} style="absolute" /> },
            { label: "Signed by key", value: <code className="text-[12px]">{signature.publicKey}</code> },
            { label: "Person", value: <code className="text-[12px]">{certificate.personCommitment}</code> },
          ]}
        />
        <CodeBlock label="Check it" code={`npm run verify-certificate -- ${fileName(signed)}`} />
        <div>
          <h3 className="mb-1 font-medium text-[13px]">What remains</h3>
          <ul className="list-disc space-y-1 pl-5 text-[13px] text-fg-2">
            {certificate.exceptions.map(({ what, ends }) => (
              <li key={what}>
                {what} <span className="text-fg-3">{ends}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Card>
  );
}
