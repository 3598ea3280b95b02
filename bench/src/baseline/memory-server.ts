// The floor of every figure: the same framework on its own, answering what the platform once answered, from memory.
import { readFileSync } from "node:fs";
import Fastify from "fastify";
import type { CapturedAnswer } from "./captured-answer.ts";

const [answersFile, port] = process.argv.slice(2);
const answers = JSON.parse(readFileSync(String(answersFile), "utf8")) as CapturedAnswer[];

const app = Fastify({ bodyLimit: 2 * 1024 * 1024 });
for (const { path, status, headers, body } of answers) {
  app.post(path, (_, reply) => reply.code(status).headers(headers).send(body));
}
await app.listen({ host: "127.0.0.1", port: Number(port) });
process.send?.({ type: "ready" });
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => process.exit(0));
