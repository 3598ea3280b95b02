import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentSession } from "../../../server/auth.ts";
import { MEMBER_READERS, TENANT_CREATORS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";
import { TenantsPage } from "../../../tenants/tenants-page.tsx";

export const metadata: Metadata = { title: "Tenants" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!MEMBER_READERS.some((one) => one === role)) return <NotForRole title="Tenants" role={role} roles={MEMBER_READERS} />;
  return <TenantsPage currentId={session.tenant.tenantId} mayCreate={TENANT_CREATORS.some((one) => one === role)} />;
}
