import { Fault } from "@attune/core/faults";
import { didYouMean } from "@attune/core/nearest-word";
import type { FastifyInstance } from "fastify";
import type { Collaborators } from "../collaborators.ts";
import { answerPreflight } from "./cors.ts";

/** 404 for an address that does not exist, 405 with Allow for one that does, and what OPTIONS asks. Call before routes are added. */
export function addUnknownRoute(app: FastifyInstance, { control, clock }: Pick<Collaborators, "control" | "clock">): void {
  const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();

  app.addHook("onRoute", ({ url, method }) => {
    const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    for (const one of [method].flat()) route.methods.add(one);
    routes.set(url, route);
  });

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0] as string;
    const route = [...routes.values()].find(({ pattern }) => pattern.test(path));
    if (route === undefined)
      throw new Fault(
        "not_found",
        `There is nothing at ${request.method} ${path.slice(0, 200)}${didYouMean(
          path,
          [...routes.keys()].filter((url) => url.startsWith("/v1")),
        )}`,
      );
    const methods = [...route.methods, "OPTIONS"].sort();
    reply.header("allow", methods.join(", "));
    if (request.method === "OPTIONS") return answerPreflight(request, reply, { keys: control.snapshot.apiKeys, nowMs: clock() }, methods);
    throw new Fault(
      "method_not_allowed",
      `${request.method} is not supported here; use ${[...route.methods].filter((one) => one !== "HEAD").join(", ")}.`,
    );
  });
}

function patternOf(url: string): RegExp {
  const source = url
    .split("/")
    .map((part) => (part.startsWith(":") ? "[^/]+" : part === "*" ? ".*" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${source.join("/")}/?$`);
}
