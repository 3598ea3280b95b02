import { addressVariables, namedServers, runningServers, VARIABLES } from "./stack.ts";

/**
 * Where the stores of an installation are, by variable: what a person has set comes first, then the servers that run under its folder, begun by its
 * platform or by `npm run services -- up`. What is missing is embedded.
 */
export function addressesInUse(servicesFolder: string, env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const running = [...runningServers(servicesFolder)].map(([name, { address }]) => ({ name, address }));
  const named = namedServers(env).map((name) => [VARIABLES[name], env[VARIABLES[name]] as string] as const);
  return { ...addressVariables(running), ...Object.fromEntries(named) };
}
