import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { RequestPage } from "../../../../privacy/request-page.tsx";
import { currentSession } from "../../../../server/auth.ts";
import { COMPLIANCE_READERS } from "../../../../session/roles.ts";
import { NotForRole } from "../../../../shell/not-for-role.tsx";

export const metadata: Metadata = { title: "Erasure · Privacy" };

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function Page({ params }: PageProps) {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!COMPLIANCE_READERS.some((one) => one === role)) return <NotForRole title="Privacy" role={role} roles={COMPLIANCE_READERS} />;
  return <RequestPage id={(await params).id} role={role} />;
}
