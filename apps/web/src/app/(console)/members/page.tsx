import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { MembersPage } from "../../../members/members-page.tsx";
import { currentSession } from "../../../server/auth.ts";
import { MEMBER_READERS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";

export const metadata: Metadata = { title: "Members" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!MEMBER_READERS.some((one) => one === role)) return <NotForRole title="Members" role={role} roles={MEMBER_READERS} />;
  return <MembersPage actor={{ userId: session.user.id, role }} tenantName={session.tenant.name} />;
}
