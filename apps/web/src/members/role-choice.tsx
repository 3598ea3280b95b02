"use client";
import { MEMBER_ROLES, type MemberRole, type Role } from "@attune/db/role";
import { ROLE_NAMES } from "../session/roles.ts";
import { RadioCards } from "../ui/radio-cards.tsx";

const MAY: Readonly<Record<MemberRole, string>> = {
  owner: "Everything, also making and removing owners.",
  admin: "Members, keys, models and experiments; reads consent, privacy and the audit log.",
  product_manager: "Models and experiments.",
  developer: "API keys, event schemas and dead letters.",
  compliance_officer: "Consent policies, privacy requests and the audit log.",
  viewer: "Looks, and changes nothing.",
};

interface RoleChoiceProps {
  readonly value: MemberRole;
  readonly onChange: (role: MemberRole) => void;
  readonly actorRole: Role;
}

/** The roles with what each may do; an owner is made by owners only. */
export const RoleChoice = ({ value, onChange, actorRole }: RoleChoiceProps) => (
  <RadioCards
    label="Role"
    value={value}
    onChange={onChange}
    className="sm:grid-cols-2"
    options={MEMBER_ROLES.map((role) => {
      const beyond = role === "owner" && actorRole !== "owner";
      return {
        value: role,
        label: ROLE_NAMES[role],
        hint: beyond ? "Only an owner can make somebody owner." : MAY[role],
        disabled: beyond,
      };
    })}
  />
);
