import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { OperatorPage } from "../../../operator/operator-page.tsx";
import { currentSession } from "../../../server/auth.ts";
import { PLATFORM_OPERATORS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";

export const metadata: Metadata = { title: "Operator" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!PLATFORM_OPERATORS.some((one) => one === role)) return <NotForRole title="Operator" role={role} roles={PLATFORM_OPERATORS} />;
  return <OperatorPage />;
}
