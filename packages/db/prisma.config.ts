import path from "node:path";
import { defineConfig } from "prisma/config";

// Prisma looks for a native engine before any command and would download it; ours runs the WebAssembly engine from npm instead.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, "schema-engine/schema-engine.ts");

const root = path.join(import.meta.dirname, "../..");

export default defineConfig({
  schema: path.join(root, "prisma/schema.prisma"),
  migrations: { path: path.join(root, "prisma/migrations") },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://attune@127.0.0.1:5432/attune" },
});
