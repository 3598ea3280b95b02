import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ExperimentsPage } from "../../../experiments/experiments-page.tsx";
import { currentSession } from "../../../server/auth.ts";
import { EXPERIMENT_READERS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";

export const metadata: Metadata = { title: "Experiments" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!EXPERIMENT_READERS.some((one) => one === role)) return <NotForRole title="Experiments" role={role} roles={EXPERIMENT_READERS} />;
  return <ExperimentsPage role={role} />;
}
