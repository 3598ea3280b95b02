import {
  Activity,
  Braces,
  Building2,
  ChartColumn,
  FlaskConical,
  Gauge,
  Handshake,
  KeyRound,
  Layers,
  type LucideIcon,
  MailX,
  Rocket,
  ScrollText,
  Users,
  UserX,
} from "lucide-react";
import type { Route } from "next";
import {
  AUDIT_READERS,
  COMPLIANCE_READERS,
  EXPERIMENT_READERS,
  KEY_MANAGERS,
  LETTER_MENDERS,
  MEMBER_READERS,
  MODEL_READERS,
  PLATFORM_OPERATORS,
  type Role,
  SCHEMA_READERS,
  USAGE_READERS,
} from "../session/roles.ts";

export interface NavigationPage {
  readonly href: Route;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Who sees it; without the list, everybody. */
  readonly roles?: readonly Role[];
}

export interface NavigationGroup {
  readonly title: string;
  readonly pages: readonly NavigationPage[];
}

/** Every page of the console and who may see it. A page is listed here when it exists. */
const GROUPS: readonly NavigationGroup[] = [
  {
    title: "Monitor",
    pages: [
      { href: "/live", label: "Live", icon: Activity },
      { href: "/operator", label: "Operator", icon: Gauge, roles: PLATFORM_OPERATORS },
    ],
  },
  {
    title: "Personalise",
    pages: [
      { href: "/models", label: "Models", icon: Layers, roles: MODEL_READERS },
      { href: "/experiments", label: "Experiments", icon: FlaskConical, roles: EXPERIMENT_READERS },
    ],
  },
  {
    title: "Build",
    pages: [
      { href: "/quickstart", label: "Quickstart", icon: Rocket, roles: KEY_MANAGERS },
      { href: "/keys", label: "API keys", icon: KeyRound, roles: KEY_MANAGERS },
      { href: "/schemas", label: "Event schemas", icon: Braces, roles: SCHEMA_READERS },
      { href: "/dead-letters", label: "Dead letters", icon: MailX, roles: LETTER_MENDERS },
    ],
  },
  {
    title: "Trust",
    pages: [
      { href: "/consent", label: "Consent", icon: Handshake, roles: COMPLIANCE_READERS },
      { href: "/privacy", label: "Privacy", icon: UserX, roles: COMPLIANCE_READERS },
      { href: "/audit", label: "Audit log", icon: ScrollText, roles: AUDIT_READERS },
    ],
  },
  {
    title: "Settings",
    pages: [
      { href: "/members", label: "Members", icon: Users, roles: MEMBER_READERS },
      { href: "/tenants", label: "Tenants", icon: Building2, roles: MEMBER_READERS },
      { href: "/usage", label: "Usage", icon: ChartColumn, roles: USAGE_READERS },
    ],
  },
];

export function navigationFor(role: Role): readonly NavigationGroup[] {
  return GROUPS.map(({ title, pages }) => ({ title, pages: pages.filter(({ roles }) => !roles || roles.includes(role)) })).filter(
    ({ pages }) => pages.length > 0,
  );
}
