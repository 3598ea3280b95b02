import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PrivacyPage } from "../../../privacy/privacy-page.tsx";
import { currentSession } from "../../../server/auth.ts";
import { COMPLIANCE_READERS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";

export const metadata: Metadata = { title: "Privacy" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!COMPLIANCE_READERS.some((one) => one === role)) return <NotForRole title="Privacy" role={role} roles={COMPLIANCE_READERS} />;
  return <PrivacyPage role={role} />;
}
