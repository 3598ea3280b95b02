import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ConsentPage } from "../../../consent/consent-page.tsx";
import { currentSession } from "../../../server/auth.ts";
import { COMPLIANCE_READERS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";

export const metadata: Metadata = { title: "Consent" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!COMPLIANCE_READERS.some((one) => one === role)) return <NotForRole title="Consent" role={role} roles={COMPLIANCE_READERS} />;
  return <ConsentPage role={role} />;
}
