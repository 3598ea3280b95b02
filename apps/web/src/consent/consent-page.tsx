"use client";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { COMPLIANCE_DECIDERS, ROLE_NAMES, type Role } from "../session/roles.ts";
import { Page } from "../ui/page.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { PeopleView } from "./people-view.tsx";
import { PolicyView } from "./policy-view.tsx";
import { WithheldView } from "./withheld-view.tsx";

const VIEWS = ["policy", "people", "withheld"] as const;

/** What is permitted: by the policy, by each person, and what was not used because it was not. */
export function ConsentPage({ role }: { role: Role }) {
  const [view, setView] = useQueryState("view", parseAsStringLiteral(VIEWS).withDefault("policy").withOptions({ history: "push" }));
  const mayDecide = COMPLIANCE_DECIDERS.some((one) => one === role);
  const whyNot = mayDecide
    ? undefined
    : `Only ${COMPLIANCE_DECIDERS.map((one) => ROLE_NAMES[one].toLowerCase()).join(" and ")} can do this.`;
  return (
    <Page title="Consent" description="On what ground people's data is used, what each of them decided, and what was therefore withheld.">
      <Tabs
        label="Consent"
        value={view}
        onChange={(next) => void setView(next)}
        tabs={[
          { value: "policy", label: "Policy" },
          { value: "people", label: "People" },
          { value: "withheld", label: "Withheld" },
        ]}
      >
        {view === "policy" && <PolicyView whyNot={whyNot} />}
        {view === "people" && <PeopleView whyNot={whyNot} />}
        {view === "withheld" && <WithheldView />}
      </Tabs>
    </Page>
  );
}
