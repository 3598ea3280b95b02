import { createServer } from "node:net";
import { Failure } from "./failure.ts";

/** Throws a Failure that names the variable with which to choose another port. */
export async function assertPortFree(port: number, variable: string, host: string): Promise<void> {
  try {
    await listenOnce(port, host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      throw new Failure(
        `Port ${port} is taken by another program. Stop that one, or choose another port: ${variable}=${port + 1} npm start`,
      );
    }
    if (code === "EACCES")
      throw new Failure(`Port ${port} may not be used by this user. Choose one above 1023: ${variable}=${port + 8000} npm start`);
    throw error;
  }
}

/** `count` different ports that were free a moment ago. */
export async function freePorts(count: number, host: string): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await listenOnce(0, host));
  return [...ports];
}

function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}

/** The port that was asked for, else the preferred one when it is free, else any. */
export async function portOrFree(asked: number | undefined, preferred: number, host: string): Promise<number> {
  if (asked !== undefined) return asked;
  if (preferred > 65_535) return listenOnce(0, host);
  return listenOnce(preferred, host).catch(() => listenOnce(0, host));
}
