import type { Demo } from "./demo-file.ts";

/** What a newcomer needs, on one screen; the curl line works when pasted. */
export function banner(demo: Demo, file: string, seconds: number): string {
  const users = demo.users.map(({ email, password, role }) => `              ${email}  ${password}  (${role})`);
  return [
    "",
    `  Attune is ready, after ${seconds.toFixed(1)} s.`,
    "",
    `  Console     ${demo.consoleUrl}`,
    ...users,
    `  API         ${demo.apiUrl}   reference: ${demo.apiUrl}/docs`,
    `  Secret key  ${demo.keys.secret}`,
    `  Public key  ${demo.keys.publishable}`,
    `  Metrics     ${demo.metricsUrl}`,
    `  All of it   ${file}`,
    "",
    `  curl -s ${demo.apiUrl}/v1/recommendations -H 'authorization: Bearer ${demo.keys.publishable}' \\`,
    `    -H 'content-type: application/json' -d '{"userId":"you","placement":"home","count":5}'`,
    "",
    "  Ctrl-C stops everything.",
    "",
  ].join("\n");
}
