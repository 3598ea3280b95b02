// The arrows of DESIGN section 1. scripts/arrows.test.ts seeds a violation of each, which proves that the tool reads TypeScript at all:
// without @swc/core it silently skips it.
const TEST = "\\.(test|spec|contract|fixture)\\.tsx?$";
const CORE = "^packages/core/src/";

/** Nouns: what one context of core may know of another. Verbs meet in flows. */
const NOUNS =
  "/(schema|candidates|candidate-pool|[a-z-]*-(record|types|delta|example|key|view|state|list|settings|model)|permissions-of|partition-of)\\.ts$";

/** Beneath all contexts: names and bytes. */
const FOUNDATION = `${CORE}(ports|identity|packing|decay)/`;

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    rule("no-cycles", "Two files that need each other are one file, or hide a third.", {}, { circular: true }),
    rule("resolvable", "An import that leads nowhere.", {}, { couldNotResolve: true }),
    rule(
      "core-imports-only-zod",
      "The domain does no I/O.",
      { path: CORE, pathNot: TEST },
      { pathNot: `${CORE}|^node_modules/zod/|/node_modules/zod/` },
    ),
    rule(
      "core-contexts-meet-in-flows",
      "A context imports another context's nouns, never its verbs.",
      { path: `${CORE}([^/]+)/`, pathNot: `${TEST}|${CORE}(flows|ports)/` },
      { path: `${CORE}[^/]+/`, pathNot: `${CORE}$1/|${NOUNS}|${FOUNDATION}` },
    ),
    rule(
      "core-flows-are-the-top",
      "Nothing in core imports a flow.",
      { path: CORE, pathNot: `${CORE}flows/|${TEST}` },
      { path: `${CORE}flows/` },
    ),
    rule(
      "adapters-know-core-alone",
      "An adapter knows ports, never the database package, an app or the SDK.",
      { path: "^packages/adapters/" },
      { path: "^(packages/(db|sdk)|apps|scripts|scenarios)/" },
    ),
    rule(
      "db-knows-core-alone",
      "The database package knows core, never an adapter, an app or the SDK.",
      { path: "^packages/db/" },
      { path: "^(packages/(adapters|sdk)|apps|scripts|scenarios)/" },
    ),
    rule(
      "sdk-takes-types-of-core",
      "The SDK has no dependencies when it runs.",
      { path: "^packages/sdk/src/", pathNot: `^packages/sdk/src/cli/|${TEST}` },
      { pathNot: "^packages/sdk/src/(?!cli/)", dependencyTypesNot: ["type-only"] },
    ),
    rule(
      "sdk-command-needs-node-alone",
      "attune-types runs wherever Node does.",
      { path: "^packages/sdk/src/cli/", pathNot: TEST },
      { pathNot: "^packages/sdk/src/", dependencyTypesNot: ["type-only", "core"] },
    ),
    rule(
      "adapters-are-composed",
      "In an app only compose.ts names an adapter.",
      { path: "^apps/", pathNot: `/compose\\.ts$|${TEST}` },
      { path: "^packages/adapters/" },
    ),
    rule(
      "web-never-opens-adapters",
      "The console reads Postgres, and live state through the api.",
      { path: "^apps/web/" },
      { path: "^packages/adapters/" },
    ),
    rule("apps-stand-alone", "Apps meet over the wire.", { path: "^apps/([^/]+)/" }, { path: "^apps/([^/]+)/", pathNot: "^apps/$1/" }),
    rule("packages-know-no-apps", "Arrows point inwards.", { path: "^packages/" }, { path: "^(apps|bench|e2e|scripts|scenarios)/" }),
    rule(
      "product-knows-no-scripts",
      "What starts and tests the product is no part of it.",
      { path: "^apps/" },
      { path: "^(scripts|scenarios|bench|e2e)/" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // Tests may reach anywhere; and the tool cannot parse `using`, which they like.
    exclude: { path: "(^|/)(\\.next|generated|dist|test-results)/|\\.(test|spec)\\.tsx?$" },
    parser: "swc",
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "node", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
