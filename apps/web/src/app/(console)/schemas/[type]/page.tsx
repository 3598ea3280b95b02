import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SchemaPage } from "../../../../schemas/schema-page.tsx";
import { currentSession } from "../../../../server/auth.ts";
import { SCHEMA_READERS } from "../../../../session/roles.ts";
import { NotForRole } from "../../../../shell/not-for-role.tsx";

export async function generateMetadata({ params }: PageProps<"/schemas/[type]">): Promise<Metadata> {
  return { title: `${decodeURIComponent((await params).type)} · Event schemas` };
}

export default async function Page({ params }: PageProps<"/schemas/[type]">) {
  const session = await currentSession();
  if (!session?.tenant) redirect("/sign-in");
  const { role } = session.tenant;
  if (!SCHEMA_READERS.some((one) => one === role)) return <NotForRole title="Event schemas" role={role} roles={SCHEMA_READERS} />;
  return <SchemaPage eventType={decodeURIComponent((await params).type)} role={role} />;
}
