import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuditPage } from "../../../audit/audit-page.tsx";
import { currentSession } from "../../../server/auth.ts";
import { AUDIT_READERS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";

export const metadata: Metadata = { title: "Audit log" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!AUDIT_READERS.some((one) => one === role)) return <NotForRole title="Audit log" role={role} roles={AUDIT_READERS} />;
  return <AuditPage />;
}
