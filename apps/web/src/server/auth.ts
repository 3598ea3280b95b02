import "server-only";
import { type User, verifyPassword } from "@attune/db/users";
import NextAuth, { getServerSession, type NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { cache } from "react";
import * as z from "zod";
import type { ConsoleSession } from "../session/session.ts";
import { THROTTLED } from "../session/throttled.ts";
import { consoleSession } from "./console-session.ts";
import { readEnv } from "./env.ts";
import { services } from "./services.ts";

/**
 * The only server file that knows next-auth (its browser half is `session/sign-in.ts`, its look-out `proxy.ts`).
 * A session is an encrypted cookie for eight hours that says who it is and which tenant they look at. What they may do there is read from
 * the database with every request: a changed role or a removal counts from the next one on.
 */
const SESSION_SECONDS = 8 * 3600;

/** What the browser sends to look at another tenant. */
const switchSchema = z.object({ tenantId: z.string() });

const options = (): NextAuthOptions => ({
  secret: readEnv().NEXTAUTH_SECRET,
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    CredentialsProvider({
      credentials: { email: { type: "email" }, password: { type: "password" } },
      authorize: async (credentials, request) => {
        if (!credentials?.email || !credentials.password) return null;
        return (await authenticate(credentials.email, credentials.password, addressOf(request.headers))) ?? null;
      },
    }),
  ],
  callbacks: {
    async jwt({ token, user, trigger, session }) {
      if (user) return { ...token, sub: user.id, tenantId: (user as User).tenants[0]?.tenantId };
      const wanted = trigger === "update" ? switchSchema.safeParse(session).data?.tenantId : undefined;
      if (wanted === undefined) return token;
      const known = await services().recentUsers.get(token.sub ?? "");
      return known?.tenants.some(({ tenantId }) => tenantId === wanted) ? { ...token, tenantId: wanted } : token;
    },
    async session({ session, token }) {
      const user = await services().recentUsers.get(token.sub ?? "");
      return { ...session, console: user && consoleSession(user, token.tenantId) };
    },
  },
});

/** `undefined` for a wrong password or e-mail; throws THROTTLED after too many of them, whether this one would have been right or not. */
async function authenticate(email: string, password: string, address: string): Promise<User | undefined> {
  const { identity, signInThrottle } = services();
  const name = email.trim().toLowerCase();
  if (!signInThrottle.byAddress.take(address) || !signInThrottle.byEmail.take(name)) throw new Error(THROTTLED);
  const user = await verifyPassword(identity, email, password);
  if (user === undefined) return undefined;
  signInThrottle.byEmail.clear(name);
  signInThrottle.byAddress.giveBack(address);
  return user;
}

/** As the proxy in front of us says, or as Next notes it when there is none. Whoever reaches us directly can say anything: the e-mail counts too. */
function addressOf(headers: Readonly<Record<string, unknown>> | undefined): string {
  const forwarded = headers?.["x-forwarded-for"];
  return typeof forwarded === "string" ? (forwarded.split(",").at(-1)?.trim() ?? "") : "";
}

/** Who asks, once per request; `undefined` for someone who is not signed in. */
export const currentSession = cache(async (): Promise<ConsoleSession | undefined> => {
  const session = await getServerSession(options());
  return session?.console;
});

type AuthHandler = (request: Request, context: { params: Promise<{ nextauth: string[] }> }) => Promise<Response>;

/** Handles `/api/auth/*`. next-auth leaves its handler untyped. */
export const handleAuth: AuthHandler = (request, context) => (NextAuth(options()) as AuthHandler)(request, context);
