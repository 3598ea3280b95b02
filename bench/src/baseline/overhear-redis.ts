import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

/**
 * What Redis is asked from now on, command by command, until `stop`. Over a connection of its own: ioredis takes what arrives together with the answer to
 * MONITOR for an answer that it did not ask for. For the bench's own servers, which have no password.
 */
export async function overhearRedis(url: string): Promise<{ readonly commands: readonly (readonly string[])[]; stop(): void }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const commands: string[][] = [];
  const lines = createInterface({ input: socket });
  const listening = once(lines, "line");
  socket.write("MONITOR\r\n");
  await listening;
  lines.on("line", (line) => void commands.push(wordsOf(line)));
  return { commands, stop: () => socket.destroy() };
}

/** `+1795291628.559131 [0 127.0.0.1:55852] "mget" "a" "b"` */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = ""]) => word.replace(/\\(.)/g, "$1"));
}
