import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  type ColumnType,
  ColumnTypeEnum,
  type IsolationLevel,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlQueryable,
} from "@prisma/driver-adapter-utils";
import pg from "pg";

/** Types of catalogue columns that the adapter does not know: a known one with the same text form, and what the engine wants to be told. */
const CATALOGUE_TYPES = new Map<number, readonly [oid: number, type: ColumnType]>([
  [18, [pg.types.builtins.BPCHAR, ColumnTypeEnum.Character]], // "char"
  [24, [pg.types.builtins.TEXT, ColumnTypeEnum.Text]], // regproc
  [28, [pg.types.builtins.INT8, ColumnTypeEnum.Int64]], // xid
  [194, [pg.types.builtins.TEXT, ColumnTypeEnum.Text]], // pg_node_tree
  [2205, [pg.types.builtins.TEXT, ColumnTypeEnum.Text]], // regclass
  [2206, [pg.types.builtins.TEXT, ColumnTypeEnum.Text]], // regtype
]);

/**
 * `@prisma/adapter-pg` 7.10.0 with three defects worked round, all of which stop the schema engine: catalogue types it rejects, scripts it cuts
 * at every semicolon (also inside function bodies), and a shadow database that is the main one.
 */
export function postgresAdapterFactory(url: string): SqlMigrationAwareDriverAdapterFactory {
  const named = (database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href;
  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(url),
    async connectToShadowDb() {
      const name = `prisma_migrate_shadow_db_${randomUUID()}`;
      const admin = new pg.Client({ connectionString: url });
      await admin.connect();
      await admin.query(`CREATE DATABASE "${name}"`);
      const adapter = await connect(named(name));
      const dispose = adapter.dispose.bind(adapter);
      return Object.assign(adapter, {
        async dispose() {
          await dispose();
          await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
          await admin.end();
        },
      });
    },
  };
}

async function connect(connectionString: string): Promise<SqlDriverAdapter> {
  const pool = new pg.Pool({ connectionString, max: 2 });
  const adapter = knowCatalogueTypes(await new PrismaPg(pool).connect());
  const startTransaction = adapter.startTransaction.bind(adapter);
  return Object.assign(adapter, {
    executeScript: async (script: string) => void (await pool.query(script)),
    startTransaction: async (level?: IsolationLevel) => knowCatalogueTypes(await startTransaction(level)),
    dispose: () => pool.end(),
  });
}

type PerformIo = (query: SqlQuery) => Promise<{ readonly fields: { dataTypeID: number }[] }>;

/** Renames the unknown types where a result comes in (`performIO`, private to the adapter) and names the right ones where it goes out. */
function knowCatalogueTypes<T extends SqlQueryable>(queryable: T): T {
  const inner = queryable as unknown as { performIO: PerformIo };
  const performIo = inner.performIO.bind(queryable);
  const queryRaw = queryable.queryRaw.bind(queryable);
  let types: readonly (ColumnType | undefined)[] = [];
  inner.performIO = async (query) => {
    const result = await performIo(query);
    const known = result.fields.map(({ dataTypeID }) => CATALOGUE_TYPES.get(dataTypeID));
    for (const [i, field] of result.fields.entries()) field.dataTypeID = known[i]?.[0] ?? field.dataTypeID;
    types = known.map((one) => one?.[1]);
    return result;
  };
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query);
    return { ...result, columnTypes: result.columnTypes.map((type, i) => types[i] ?? type) };
  };
  return queryable;
}
