import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ExperimentPage } from "../../../../experiments/experiment-page.tsx";
import { currentSession } from "../../../../server/auth.ts";
import { EXPERIMENT_READERS } from "../../../../session/roles.ts";
import { NotForRole } from "../../../../shell/not-for-role.tsx";

interface PageProps {
  readonly params: Promise<{ readonly key: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `${(await params).key} · Experiments` };
}

export default async function Page({ params }: PageProps) {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!EXPERIMENT_READERS.some((one) => one === role)) return <NotForRole title="Experiments" role={role} roles={EXPERIMENT_READERS} />;
  return <ExperimentPage experimentKey={(await params).key} role={role} />;
}
