import { REASON_CODES } from "@attune/core/recommendations/schema";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ModelsPage } from "../../../models/models-page.tsx";
import { currentSession } from "../../../server/auth.ts";
import { MODEL_READERS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";

export const metadata: Metadata = { title: "Models" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!MODEL_READERS.some((one) => one === role)) return <NotForRole title="Models" role={role} roles={MODEL_READERS} />;
  return <ModelsPage role={role} reasonSentences={REASON_CODES} />;
}
