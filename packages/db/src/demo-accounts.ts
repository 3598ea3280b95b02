import type { MemberRole, Role } from "./role.ts";

/** A demo tenant and who signs in to it as what, its owner first: a tenant needs one before anybody else. */
export interface DemoTenantPlan {
  readonly slug: string;
  readonly name: string;
  readonly accounts: readonly { readonly role: Role; readonly email: string; readonly name: string }[];
  /** Accounts of other tenants who are members here too. */
  readonly guests: readonly { readonly email: string; readonly role: MemberRole }[];
}

/** The music shop has one account a role; the book shop has its own people, and the music shop's owner looks in. */
export const DEMO_TENANTS = [
  {
    slug: "tempo",
    name: "Tempo Music",
    accounts: [
      { role: "owner", email: "owner@tempo.example", name: "Olivia Owner" },
      { role: "product_manager", email: "product@tempo.example", name: "Priya Product" },
      { role: "developer", email: "developer@tempo.example", name: "Dev Developer" },
      { role: "compliance_officer", email: "compliance@tempo.example", name: "Carla Compliance" },
      { role: "viewer", email: "viewer@tempo.example", name: "Viktor Viewer" },
      { role: "operator", email: "operator@tempo.example", name: "Otto Operator" },
    ],
    guests: [],
  },
  {
    slug: "folio",
    name: "Book shop",
    accounts: [
      { role: "owner", email: "owner@folio.example", name: "Oscar Owner" },
      { role: "product_manager", email: "product@folio.example", name: "Petra Product" },
      { role: "developer", email: "developer@folio.example", name: "Dana Developer" },
      { role: "compliance_officer", email: "compliance@folio.example", name: "Chidi Compliance" },
      { role: "viewer", email: "viewer@folio.example", name: "Vera Viewer" },
    ],
    guests: [{ email: "owner@tempo.example", role: "viewer" }],
  },
] as const satisfies readonly DemoTenantPlan[];
