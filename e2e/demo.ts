import { readFileSync } from "node:fs";

/** What a running platform says about itself. */
export interface Demo {
  readonly apiUrl: string;
  readonly consoleUrl: string;
  readonly tenant: { readonly id: string; readonly slug: string };
  readonly keys: { readonly secret: string; readonly publishable: string };
  /** All tenants, the music shop first. */
  readonly tenants?: readonly {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly keys: { readonly secret: string };
  }[];
  readonly users: readonly DemoUser[];
}

export interface DemoUser {
  readonly email: string;
  readonly password: string;
  readonly role: string;
  /** Slug of the tenant they belong to. */
  readonly tenant?: string;
}

export function readDemo(): Demo {
  const file = process.env.DEMO_FILE;
  if (!file) throw new Error("Set DEMO_FILE to the path of demo.json.");
  return JSON.parse(readFileSync(file, "utf8")) as Demo;
}

/** The demo's first user with one of these roles, preferred ones first. */
export function userWithRole(...roles: readonly string[]): DemoUser {
  const { users } = readDemo();
  for (const role of roles) {
    const user = users.find((candidate) => candidate.role === role);
    if (user) return user;
  }
  throw new Error(`The demo has no user with role ${roles.join(" or ")}; it has ${users.map(({ role }) => role).join(", ")}.`);
}

/** The demo's second tenant: for journeys that would be in the way of others. */
export function otherShop(role: string): { readonly user: DemoUser; readonly secretKey: string } {
  const { tenant, tenants = [], users } = readDemo();
  const other = tenants.find(({ id }) => id !== tenant.id);
  const user = users.find((candidate) => candidate.role === role && candidate.tenant === other?.slug);
  if (other === undefined || user === undefined) throw new Error(`The demo has no second tenant with a ${role}.`);
  return { user, secretKey: other.keys.secret };
}
