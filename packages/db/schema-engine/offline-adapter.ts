import { ColumnTypeEnum, type SqlDriverAdapter, type SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";

const refuse = (what: string) => Promise.reject(new Error(`There is no database server to answer: ${what}`));

/** Answers the one question that the engine asks when it starts, so that two schema files can be compared without a server. */
const adapter: SqlDriverAdapter = {
  provider: "postgres",
  adapterName: "offline",
  queryRaw: ({ sql }) => {
    if (!/version\(\)/i.test(sql)) return refuse(sql);
    return Promise.resolve({
      columnNames: ["exists", "version", "numeric_version"],
      columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
      rows: [[true, "PostgreSQL 18.4", 180004]],
    });
  },
  executeRaw: ({ sql }) => refuse(sql),
  executeScript: refuse,
  getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
  startTransaction: () => refuse("a transaction"),
  dispose: () => Promise.resolve(),
};

export const offlineAdapterFactory: SqlMigrationAwareDriverAdapterFactory = {
  provider: "postgres",
  adapterName: "offline",
  connect: () => Promise.resolve(adapter),
  connectToShadowDb: () => Promise.resolve(adapter),
};
