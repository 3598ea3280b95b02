import { openLog } from "@attune/adapters/open-log";
import { openStores } from "@attune/adapters/open-stores";
import { openVectorIndex } from "@attune/adapters/open-vector-index";
import { VECTOR_DIMENSIONS } from "@attune/core/models/model-settings";
import { type ServiceAddresses, serviceAddressesSchema } from "@attune/core/ports/service-addresses";
import { requirePostgres } from "@attune/db/require-postgres";
import { namedServers, VARIABLES } from "../services/stack.ts";
import { Failure } from "./failure.ts";

/** Never written to: only ports whose servers are named are opened. */
const NO_FOLDER = "";

/**
 * Asks every server that a variable names, in the way the platform's processes will, before any of them is started: topics and collections are
 * there afterwards. Throws a Failure that names each variable that is malformed or leads nowhere.
 */
export async function requireServers(env: NodeJS.ProcessEnv): Promise<void> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = serviceAddressesSchema.safeParse(given);
  if (!parsed.success) throw new Failure(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}.`).join("\n"));
  const checks = namedServers(env).map((name) => CHECKS[VARIABLES[name]](parsed.data, env));
  const problems = (await Promise.allSettled(checks)).flatMap((check) => (check.status === "rejected" ? [messageOf(check.reason)] : []));
  if (problems.length > 0) throw new Failure(problems.join("\n"));
}

const CHECKS = {
  DATABASE_URL: (_: ServiceAddresses, env: NodeJS.ProcessEnv) => requirePostgres(env["DATABASE_URL"] ?? ""),
  KAFKA_BROKERS: async (addresses: ServiceAddresses) => (await openLog(NO_FOLDER, addresses)).close(),
  REDIS_URL: async (addresses: ServiceAddresses) => (await openStores(NO_FOLDER, addresses, { report: () => undefined })).close(),
  QDRANT_URL: async (addresses: ServiceAddresses) => (await openVectorIndex(VECTOR_DIMENSIONS, addresses)).close(),
};

function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
