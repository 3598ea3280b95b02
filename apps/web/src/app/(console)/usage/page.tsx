import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentSession } from "../../../server/auth.ts";
import { USAGE_READERS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";
import { UsagePage } from "../../../usage/usage-page.tsx";

export const metadata: Metadata = { title: "Usage" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!USAGE_READERS.some((one) => one === role)) return <NotForRole title="Usage" role={role} roles={USAGE_READERS} />;
  return <UsagePage ofEveryTenant={role === "operator"} />;
}
