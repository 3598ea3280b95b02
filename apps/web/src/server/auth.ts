import "server-only";
import { findUser, type User, verifyPassword } from "@attune/db/users";
import NextAuth, { getServerSession, type NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { cache } from "react";
import * as z from "zod";
import type { ConsoleSession } from "../session/session.ts";
import { readEnv } from "./env.ts";
import { services } from "./services.ts";

/**
 * The only server file that knows next-auth (its browser half is `session/sign-in.ts`, its look-out `proxy.ts`).
 * A session is an encrypted cookie for eight hours; what it says about memberships is re-read from the database every minute, so a
 * removed member loses the console within that time and not at the next sign-in.
 */
const SESSION_SECONDS = 8 * 3600;
const RECHECK_MS = 60_000;
/** The session is a cookie: a platform operator, who has every tenant, carries the first of them only. */
const MAX_MEMBERSHIPS = 50;

/** What the browser sends to look at another tenant. */
const switchSchema = z.object({ tenantId: z.string() });

const options = (): NextAuthOptions => ({
  secret: readEnv().NEXTAUTH_SECRET,
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    CredentialsProvider({
      credentials: { email: { type: "email" }, password: { type: "password" } },
      authorize: async (credentials) => {
        if (!credentials?.email || !credentials.password) return null;
        return (await verifyPassword(services().identity, credentials.email, credentials.password)) ?? null;
      },
    }),
  ],
  callbacks: {
    async jwt({ token, user, trigger, session }) {
      if (user) Object.assign(token, claimsOf(user as User), { tenantId: (user as User).tenants[0]?.tenantId, checkedAtMs: Date.now() });
      else if (Date.now() - token.checkedAtMs > RECHECK_MS) {
        const current = await findUser(services().identity, token.sub ?? "");
        Object.assign(token, current ? claimsOf(current) : { memberships: [], operator: false }, { checkedAtMs: Date.now() });
      }
      const wanted = trigger === "update" ? switchSchema.safeParse(session).data?.tenantId : undefined;
      if (token.memberships.some(({ tenantId }) => tenantId === wanted)) token.tenantId = wanted;
      return token;
    },
    session({ session, token }) {
      const user = { id: token.sub ?? "", email: token.email ?? "", name: token.name ?? "", operator: token.operator };
      const tenant = token.memberships.find((m) => m.tenantId === token.tenantId) ?? token.memberships[0];
      return { ...session, console: { user, memberships: token.memberships, tenant } };
    },
  },
});

const claimsOf = (user: User) => ({
  sub: user.id,
  email: user.email,
  name: user.name,
  operator: user.platformOperator,
  memberships: user.tenants.slice(0, MAX_MEMBERSHIPS).map(({ tenantId, slug, name, role }) => ({ tenantId, slug, name, role })),
});

/** Who asks, once per request; `undefined` for someone who is not signed in. */
export const currentSession = cache(async (): Promise<ConsoleSession | undefined> => {
  const session = await getServerSession(options());
  return session?.console;
});

type AuthHandler = (request: Request, context: { params: Promise<{ nextauth: string[] }> }) => Promise<Response>;

/** Handles `/api/auth/*`. next-auth leaves its handler untyped. */
export const handleAuth: AuthHandler = (request, context) => (NextAuth(options()) as AuthHandler)(request, context);
