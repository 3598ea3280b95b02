/** Speaks the Chrome DevTools protocol with a process that was started with --inspect. */
export async function inspectorOf(url: string) {
  const [target] = (await (await fetch(`${url}/json/list`)).json()) as { webSocketDebuggerUrl: string }[];
  if (target === undefined) throw new Error(`nothing to inspect at ${url}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener("open", () => resolve(), { once: true });
    socket.addEventListener("error", () => reject(new Error(`the inspector at ${url} does not answer`)), { once: true });
  });
  const waiting = new Map<number, (result: unknown) => void>();
  let calls = 0;
  socket.addEventListener("message", ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
    if (id === undefined) return;
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  return {
    call(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
      const id = ++calls;
      socket.send(JSON.stringify({ id, method, params }));
      return new Promise((resolve) => void waiting.set(id, resolve));
    },
    close: () => socket.close(),
  };
}
