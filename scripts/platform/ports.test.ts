import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { assertPortFree, freePorts } from "./ports.ts";

test("free ports are different and free; a taken one is named with its variable", async () => {
  const [port, other] = await freePorts(2, "127.0.0.1");
  expect(port).not.toBe(other);
  if (port === undefined) throw new Error("no port");
  await assertPortFree(port, "API_PORT", "127.0.0.1");
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  await expect(assertPortFree(port, "API_PORT", "127.0.0.1")).rejects.toThrow(
    `Port ${port} is taken by another program. Stop that one, or choose another port: API_PORT=${port + 1} npm start`,
  );
  server.close();
});
