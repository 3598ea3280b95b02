import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { DeadLettersPage } from "../../../dead-letters/dead-letters-page.tsx";
import { currentSession } from "../../../server/auth.ts";
import { LETTER_MENDERS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";

export const metadata: Metadata = { title: "Dead letters" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!LETTER_MENDERS.some((one) => one === role)) return <NotForRole title="Dead letters" role={role} roles={LETTER_MENDERS} />;
  return <DeadLettersPage />;
}
