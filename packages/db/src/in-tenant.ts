import type { AppDb } from "./connect.ts";
import type { Prisma } from "./generated/client.ts";

/** A transaction that sees and writes one tenant's rows only. */
export type TenantTx = Prisma.TransactionClient;

/** The only door to a tenant's rows: names the tenant to the server for this transaction, where row-level security holds every statement to it. */
export async function inTenant<T>(db: AppDb, tenantId: string, fn: (tx: TenantTx) => Promise<T>): Promise<T> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT set_config('app.tenant', ${tenantId}, true)`;
    return fn(tx);
  });
}
