import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { QuickstartPage } from "../../../quickstart/quickstart-page.tsx";
import { currentSession } from "../../../server/auth.ts";
import { KEY_MANAGERS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";

export const metadata: Metadata = { title: "Quickstart" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!KEY_MANAGERS.some((one) => one === role)) return <NotForRole title="Quickstart" role={role} roles={KEY_MANAGERS} />;
  return <QuickstartPage />;
}
