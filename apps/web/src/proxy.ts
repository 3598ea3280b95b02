import { type NextRequest, NextResponse } from "next/server";
import { getToken } from "next-auth/jwt";
import { contentSecurityPolicy } from "./server/content-security-policy.ts";
import { isDevelopment, readEnv } from "./server/env.ts";

const PUBLIC_PATHS = ["/sign-in"];

/** Every page passes here: it gets its content security policy, and whoever is not signed in is sent to the sign-in page. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl;
  const env = readEnv();
  if (!PUBLIC_PATHS.includes(pathname) && !(await getToken({ req: request, secret: env.NEXTAUTH_SECRET }))) {
    // From the public address, not from `request.url`: Next writes "localhost" there whatever the browser asked for.
    const signIn = new URL("/sign-in", env.NEXTAUTH_URL);
    if (pathname !== "/") signIn.searchParams.set("next", pathname + search);
    return NextResponse.redirect(signIn);
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce, isDevelopment);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Pages only: the api routes guard themselves, and built files are the same for everybody. */
export const config = { matcher: ["/((?!api/|_next/|icon\\.svg).*)"] };
