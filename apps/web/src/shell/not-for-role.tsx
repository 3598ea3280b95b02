import { LockKeyhole } from "lucide-react";
import { ROLE_NAMES, type Role } from "../session/roles.ts";
import { EmptyState } from "../ui/empty-state.tsx";
import { Page } from "../ui/page.tsx";

/** What stands in place of a page that the reader's role does not open: who can, so that they know whom to ask. */
export const NotForRole = ({ title, role, roles }: { title: string; role: Role; roles: readonly Role[] }) => (
  <Page title={title}>
    <EmptyState icon={LockKeyhole} title="This page is not for your role">
      {`It needs one of these roles: ${roles.map((one) => ROLE_NAMES[one]).join(", ")}. Yours is ${ROLE_NAMES[role]}.`}
    </EmptyState>
  </Page>
);
