import { redirect } from "next/navigation";
import { currentSession } from "../../server/auth.ts";
import { NoTenant } from "../../shell/no-tenant.tsx";
import { Sidebar } from "../../shell/sidebar.tsx";
import { TopBar } from "../../shell/top-bar.tsx";
import { ThemedToaster } from "../../theme/themed-toaster.tsx";

export default async function ConsoleLayout({ children }: LayoutProps<"/">) {
  const session = await currentSession();
  if (!session) redirect("/sign-in");
  if (!session.tenant) return <NoTenant email={session.user.email} />;
  return (
    <div
      data-tenant={session.tenant.tenantId}
      className="grid min-h-dvh split:grid-cols-[3.75rem_minmax(0,1fr)] xl:grid-cols-[13rem_minmax(0,1fr)]"
    >
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-lg border bg-surface px-3 py-2 font-medium focus-visible:translate-y-0"
      >
        Skip to the content
      </a>
      <Sidebar session={session} tenant={session.tenant} />
      <div className="min-w-0">
        <TopBar session={session} tenant={session.tenant} />
        <main id="main" tabIndex={-1} className="mx-auto max-w-[110rem] outline-none">
          {children}
        </main>
      </div>
      <ThemedToaster />
    </div>
  );
}
