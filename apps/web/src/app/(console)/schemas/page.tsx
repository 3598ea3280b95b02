import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SchemasPage } from "../../../schemas/schemas-page.tsx";
import { currentSession } from "../../../server/auth.ts";
import { SCHEMA_READERS } from "../../../session/roles.ts";
import { NotForRole } from "../../../shell/not-for-role.tsx";

export const metadata: Metadata = { title: "Event schemas" };

export default async function Page() {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!SCHEMA_READERS.some((one) => one === role)) return <NotForRole title="Event schemas" role={role} roles={SCHEMA_READERS} />;
  return <SchemasPage role={role} />;
}
